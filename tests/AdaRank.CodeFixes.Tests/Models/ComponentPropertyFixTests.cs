using AdaRank.CodeFixes.Models;
using AdaRank.CodeFixes.Tests.Harness;

namespace AdaRank.CodeFixes.Tests.Models;

public sealed class ComponentPropertyFixTests
{
    [Fact]
    public Task Fix_PropertiesOfEveryWrongForm_BecomeGetOnly() => Fixed.BecomesAsync<ComponentPropertyFix>(
        """
        [Model]
        public partial class Net
        {
            /// <summary>A norm.</summary>
            [RmsNorm(4)]
            public RmsNorm [|First|] => new(4); // after

            [RmsNorm(4)] public virtual RmsNorm [|Second|] { get; set; } = new(4);
            [RmsNorm(4)] RmsNorm [|Third|]
            {
                get { return new(4); }
            }

            [RmsNorm(4)] public static partial RmsNorm [|Fourth|] { get; }
            [RmsNorm(4)] public partial RmsNorm [|Fifth|] { get; init; }

            public Tensor Forward(Tensor x) => First.Forward(x);
        }
        """,
        """
        [Model]
        public partial class Net
        {
            /// <summary>A norm.</summary>
            [RmsNorm(4)]
            public partial RmsNorm First { get; } // after

            [RmsNorm(4)] public partial RmsNorm Second { get; }
            [RmsNorm(4)] partial RmsNorm Third { get; }

            [RmsNorm(4)] public partial RmsNorm Fourth { get; }
            [RmsNorm(4)] public partial RmsNorm Fifth { get; }

            public Tensor Forward(Tensor x) => First.Forward(x);
        }
        """);

    [Fact]
    public Task Fix_PropertyThatIsImplemented_LosesTheImplementation() => Fixed.BecomesAsync<ComponentPropertyFix>(
        """
        [Model]
        public partial class Net
        {
            [RmsNorm(4)] public partial RmsNorm [|Norm|] { get; }

            public partial RmsNorm Norm { get => field; } = new(4);

            public Tensor Forward(Tensor x) => Norm.Forward(x);
        }
        """,
        """
        [Model]
        public partial class Net
        {
            [RmsNorm(4)] public partial RmsNorm Norm { get; }

            public Tensor Forward(Tensor x) => Norm.Forward(x);
        }
        """);

    [Fact]
    public Task Fix_TwoComponentAttributes_KeepsTheChosenOne() => Fixed.BecomesAsync<ComponentPropertyFix>(
        """
        [Model]
        public partial class Net
        {
            [Linear(4, 4), RmsNorm(4), CheckpointName("n")] public partial RmsNorm [|Norm|] { get; }

            public Tensor Forward(Tensor x) => Norm.Forward(x);
        }
        """,
        """
        [Model]
        public partial class Net
        {
            [RmsNorm(4), CheckpointName("n")] public partial RmsNorm Norm { get; }

            public Tensor Forward(Tensor x) => Norm.Forward(x);
        }
        """,
        key: "KeepRmsNorm");

    [Fact]
    public async Task Fix_TwoComponentAttributes_OffersBoth() => Assert.Equal(
        ["Keep [Linear]", "Keep [RmsNorm]"],
        await Fixed.ChoicesAsync<ComponentPropertyFix>(
            "[Model] public partial class Net { [Linear(4, 4), RmsNorm(4)] public partial RmsNorm Norm { get; } public Tensor Forward(Tensor x) => x; }"));

    [Fact]
    public Task Fix_NothingDeclaresAComponent_OffersNothing() => Fixed.StaysAsync<ComponentPropertyFix>(
        "[Model] public partial class Net { [Frozen] public partial RmsNorm [|Norm|] { get; } public Tensor Forward(Tensor x) => x; }");
}
