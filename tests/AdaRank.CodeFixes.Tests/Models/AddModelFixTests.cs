using AdaRank.CodeFixes.Models;
using AdaRank.CodeFixes.Tests.Harness;

namespace AdaRank.CodeFixes.Tests.Models;

public sealed class AddModelFixTests
{
    [Fact]
    public Task Fix_ClassWithComponents_BecomesAModel() => Fixed.BecomesAsync<AddModelFix>(
        """
        /// <summary>A model.</summary>
        public sealed partial class [|Net|](int width) // said here
        {
            [Linear(nameof(width), 4), LowRank("a")] public partial Linear Query { get; }

            public Tensor Forward(Tensor x) => Query.Forward(x);
        }
        """,
        """
        /// <summary>A model.</summary>
        [Model]
        public sealed partial class Net(int width) // said here
        {
            [Linear(nameof(width), 4), LowRank("a")] public partial Linear Query { get; }

            public Tensor Forward(Tensor x) => Query.Forward(x);
        }
        """);

    [Fact]
    public Task Fix_ModuleThatWasWrittenByHand_GetsACatalogue() => Fixed.BecomesAsync<AddModelFix>(
        """
        using AdaRank.Annotations;

        public class Zoo
        {
            // A module.
            [Decay(0.5)]
            public class [|Net|] : nn.Module<Tensor, Tensor>
            {
                [Frozen] private readonly Linear query = new(4, 4);

                public Net() : base("Net") => RegisterComponents();

                public override Tensor forward(Tensor x) => query.call(x);
            }
        }
        """,
        """
        using AdaRank.Annotations;

        public partial class Zoo
        {
            // A module.
            [Model(Generate = GeneratedParts.Catalogue)]
            [Decay(0.5)]
            public partial class Net : nn.Module<Tensor, Tensor>
            {
                [Frozen] private readonly Linear query = new(4, 4);

                public Net() : base("Net") => RegisterComponents();

                public override Tensor forward(Tensor x) => query.call(x);
            }
        }
        """);

    [Fact]
    public Task Fix_AttributesInFull_WritesOneInFull() => Fixed.BecomesAsync<AddModelFix>(
        """
        class [|Net|] : AdaRank.Models.Model<Tensor, Tensor>
        {
            [global::AdaRank.Annotations.RmsNorm(4)] public partial AdaRank.Layers.RmsNorm Norm { get; }

            public Tensor Forward(Tensor x) => x;
        }

        class [|Cell|] : nn.Module<Tensor, Tensor>
        {
            [AdaRank.Annotations.Frozen] private readonly TorchSharp.Modules.Linear query = nn.Linear(4, 4);

            public Cell() : base("Cell") => RegisterComponents();

            public override Tensor forward(Tensor x) => query.call(x);
        }
        """,
        """
        [global::AdaRank.Annotations.Model]
        partial class Net : AdaRank.Models.Model<Tensor, Tensor>
        {
            [global::AdaRank.Annotations.RmsNorm(4)] public partial AdaRank.Layers.RmsNorm Norm { get; }

            public Tensor Forward(Tensor x) => x;
        }

        [AdaRank.Annotations.Model(Generate = AdaRank.Annotations.GeneratedParts.Catalogue)]
        partial class Cell : nn.Module<Tensor, Tensor>
        {
            [AdaRank.Annotations.Frozen] private readonly TorchSharp.Modules.Linear query = nn.Linear(4, 4);

            public Cell() : base("Cell") => RegisterComponents();

            public override Tensor forward(Tensor x) => query.call(x);
        }
        """,
        usings: "global using static TorchSharp.torch;");

    [Fact]
    public Task Fix_ClassThatDerivesFromAModel_BecomesOneOfItsKind() => Fixed.BecomesAsync<AddModelFix>(
        """
        [Model] public partial class Net { public virtual Tensor Forward(Tensor x) => x; }

        public class [|Deep|] : Net
        {
            [RmsNorm(4)] public partial RmsNorm Norm { get; }
        }
        """,
        """
        [Model] public partial class Net { public virtual Tensor Forward(Tensor x) => x; }

        [Model]
        public partial class Deep : Net
        {
            [RmsNorm(4)] public partial RmsNorm Norm { get; }
        }
        """);

    [Theory]
    [InlineData("public struct [|Net|] { [Frozen] public Linear Query; }")]
    [InlineData("public static class [|Net|] { [Frozen] public static Linear? Query; }")]
    [InlineData("public class [|Net|] { [Frozen] public Linear Query = new(4, 4); }")]
    [InlineData("public class [|Net|]() : nn.Module(\"Net\") { [Linear(4, 4)] public Linear Query { get; } = new(4, 4); }")]
    public Task Fix_AnnotationsThatAModelWouldNotRead_AreLeftToTheUser(string code) => Fixed.StaysAsync<AddModelFix>(code);
}
