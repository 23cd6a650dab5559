using AdaRank.CodeFixes.Models;
using AdaRank.CodeFixes.Tests.Harness;

namespace AdaRank.CodeFixes.Tests.Models;

public sealed class ForwardFixTests
{
    [Fact]
    public Task Fix_NoForward_ChainsTheComponents() => Fixed.BecomesAsync<ForwardFix>(
        """
        [Model]
        public partial class [|Net|](int width)
        {
            [Linear(nameof(width), nameof(width))] public partial Linear Up { get; }
            [RmsNorm(nameof(width))] public partial RmsNorm Norm { get; }
        }
        """,
        """
        [Model]
        public partial class Net(int width)
        {
            [Linear(nameof(width), nameof(width))] public partial Linear Up { get; }
            [RmsNorm(nameof(width))] public partial RmsNorm Norm { get; }

            public Tensor Forward(Tensor x)
            {
                x = Up.Forward(x);
                x = Norm.Forward(x);
                return x;
            }
        }
        """);

    [Fact]
    public Task Fix_NestedModels_GetWhatTheyWant() => Fixed.BecomesAsync<ForwardFix>(
        """
        [Model]
        public partial class Block
        {
            [Linear(4, 4)] public partial Linear Up { get; }

            public Tensor Forward(Tensor x, RotaryCache rotary, Tensor mask, Tensor? bias = null) => Up.Forward(rotary.Rotate(x));
        }

        [Model]
        public partial class [|Net|]
        {
            [Rotary(4, 8)] public partial RotaryCache Rotary { get; }
            [Repeat(2)] public partial Repeated<Block> @event { get; }
            [Child] public partial Block Last { get; }
        }
        """,
        """
        [Model]
        public partial class Block
        {
            [Linear(4, 4)] public partial Linear Up { get; }

            public Tensor Forward(Tensor x, RotaryCache rotary, Tensor mask, Tensor? bias = null) => Up.Forward(rotary.Rotate(x));
        }

        [Model]
        public partial class Net
        {
            [Rotary(4, 8)] public partial RotaryCache Rotary { get; }
            [Repeat(2)] public partial Repeated<Block> @event { get; }
            [Child] public partial Block Last { get; }

            public Tensor Forward(Tensor x, Tensor mask)
            {
                foreach (var block in @event)
                {
                    x = block.call(x, Rotary, mask, null);
                }

                x = Last.call(x, Rotary, mask, null);
                return x;
            }
        }
        """);

    [Fact]
    public Task Fix_ClassWithoutBody_GetsOne() => Fixed.BecomesAsync<ForwardFix>(
        """
        [Model]
        public partial class [|Net|]; // empty
        """,
        """
        [Model]
        public partial class Net
        {
            public Tensor Forward(Tensor x)
            {
                throw new NotImplementedException();
            }
        } // empty
        """);

    [Fact]
    public Task Fix_NoUsings_AddsTheOneOfTensors() => Fixed.BecomesAsync<ForwardFix>(
        """
        using AdaRank.Annotations;
        using AdaRank.Layers;

        namespace Acme;

        [Model]
        public partial class [|Net|]
        {
            [RmsNorm(4)] public partial RmsNorm Norm { get; }
        }
        """,
        """
        using AdaRank.Annotations;
        using AdaRank.Layers;
        using TorchSharp;

        namespace Acme;

        [Model]
        public partial class Net
        {
            [RmsNorm(4)] public partial RmsNorm Norm { get; }

            public torch.Tensor Forward(torch.Tensor x)
            {
                x = Norm.Forward(x);
                return x;
            }
        }
        """,
        usings: "");

    [Fact]
    public Task Fix_NoUsingsAtAll_KeepsTheHeaderOnTop() => Fixed.BecomesAsync<ForwardFix>(
        """
        // Copyright.

        [AdaRank.Annotations.Model]
        public partial class [|Net|];
        """,
        """
        // Copyright.

        using TorchSharp;

        [AdaRank.Annotations.Model]
        public partial class Net
        {
            public torch.Tensor Forward(torch.Tensor x)
            {
                throw new NotImplementedException();
            }
        }
        """,
        usings: "global using System;");

    [Fact]
    public Task Fix_ForwardThatNobodyCanCall_BecomesPublic() => Fixed.BecomesAsync<ForwardFix>(
        """
        [Model]
        public partial class First
        {
            // Runs.
            protected internal Tensor [|Forward|](Tensor x) => x;
        }

        [Model]
        public partial class Second
        {
            Tensor [|Forward|](Tensor x) => x;
        }

        [Model]
        public partial class Third
        {
            public static Tensor [|Forward|](Tensor x) => x;
        }
        """,
        """
        [Model]
        public partial class First
        {
            // Runs.
            public Tensor Forward(Tensor x) => x;
        }

        [Model]
        public partial class Second
        {
            public Tensor Forward(Tensor x) => x;
        }

        [Model]
        public partial class Third
        {
            public Tensor Forward(Tensor x) => x;
        }
        """);

    [Fact]
    public Task Fix_NullableResult_IsNeverNull() => Fixed.BecomesAsync<ForwardFix>(
        "[Model] public partial class Net { public Tensor? [|Forward|](Tensor x) => x; }",
        "[Model] public partial class Net { public Tensor Forward(Tensor x) => x; }");

    [Fact]
    public Task Fix_ArgumentsByReference_ArePassedByValue() => Fixed.BecomesAsync<ForwardFix>(
        "[Model] public partial class Net { public Tensor [|Forward|](ref Tensor x, in Tensor y, ref readonly Tensor z) => x; }",
        "[Model] public partial class Net { public Tensor Forward(Tensor x, Tensor y, Tensor z) => x; }");

    [Fact]
    public Task Fix_ForwardOfAnotherResult_OffersNothing() => Fixed.StaysAsync<ForwardFix>(
        "[Model] public partial class Net { public int [|Forward|](Tensor x) => 1; }");
}
