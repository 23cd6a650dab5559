using AdaRank.CodeFixes.Models;
using AdaRank.CodeFixes.Tests.Harness;

namespace AdaRank.CodeFixes.Tests.Models;

public sealed class NullabilityFixTests
{
    [Fact]
    public Task Fix_OptionalComponents_GetAQuestionMark() => Fixed.BecomesAsync<NullabilityFix>(
        """
        [Model]
        public partial class Net(bool isGated)
        {
            [RmsNorm(4), When(nameof(isGated))] public partial RmsNorm [|First|] { get; }
            [RmsNorm(4)]
            [When(nameof(isGated))]
            public partial AdaRank.Layers.RmsNorm /* a norm */ [|Second|] { get; }

            public Tensor Forward(Tensor x) => isGated ? x : -x;
        }
        """,
        """
        [Model]
        public partial class Net(bool isGated)
        {
            [RmsNorm(4), When(nameof(isGated))] public partial RmsNorm? First { get; }
            [RmsNorm(4)]
            [When(nameof(isGated))]
            public partial AdaRank.Layers.RmsNorm? /* a norm */ Second { get; }

            public Tensor Forward(Tensor x) => isGated ? x : -x;
        }
        """);

    [Fact]
    public Task Fix_ComponentThatIsAlwaysThere_LosesIt() => Fixed.BecomesAsync<NullabilityFix>(
        """
        [Model]
        public partial class Net
        {
            [RmsNorm(4)] public partial RmsNorm? [|Norm|] { get; }

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
    public Task Fix_WrongType_OffersNothing() => Fixed.StaysAsync<NullabilityFix>(
        "[Model] public partial class Net { [Linear(4, 4)] public partial RmsNorm [|Norm|] { get; } public Tensor Forward(Tensor x) => x; }");
}
