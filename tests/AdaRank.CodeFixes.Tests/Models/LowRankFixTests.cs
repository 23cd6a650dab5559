using AdaRank.CodeFixes.Models;
using AdaRank.CodeFixes.Tests.Harness;

namespace AdaRank.CodeFixes.Tests.Models;

public sealed class LowRankFixTests
{
    private const string Before = """
        [Model]
        public partial class Net
        {
            /// <summary>The first.</summary>
            [[|LowRank("norms")|]]
            [RmsNorm(4)]
            public partial RmsNorm First { get; }

            [RmsNorm(4), [|LowRank("norms")|], CheckpointName("n")] public partial RmsNorm Second { get; }

            [[|AdaRank.Annotations.LowRankAttribute("norms")|], Linear(4, 1)]
            public partial Linear Third { get; }

            public Tensor Forward(Tensor x) => x;
        }
        """;

    [Fact]
    public Task Fix_Remove_LeavesTheOtherAttributes() => Fixed.BecomesAsync<LowRankFix>(
        Before,
        """
        [Model]
        public partial class Net
        {
            /// <summary>The first.</summary>
            [RmsNorm(4)]
            public partial RmsNorm First { get; }

            [RmsNorm(4), CheckpointName("n")] public partial RmsNorm Second { get; }

            [Linear(4, 1)]
            public partial Linear Third { get; }

            public Tensor Forward(Tensor x) => x;
        }
        """,
        key: "RemoveLowRank");

    [Fact]
    public Task Fix_Replace_SaysFullRank() => Fixed.BecomesAsync<LowRankFix>(
        Before,
        """
        [Model]
        public partial class Net
        {
            /// <summary>The first.</summary>
            [FullRank]
            [RmsNorm(4)]
            public partial RmsNorm First { get; }

            [RmsNorm(4), FullRank, CheckpointName("n")] public partial RmsNorm Second { get; }

            [AdaRank.Annotations.FullRank, Linear(4, 1)]
            public partial Linear Third { get; }

            public Tensor Forward(Tensor x) => x;
        }
        """,
        key: "ReplaceLowRank");

    [Fact]
    public async Task Fix_ComponentWithoutParameters_OffersOnlyRemoval() => Assert.Equal(
        ["Remove [LowRank]"],
        await Fixed.ChoicesAsync<LowRankFix>(
            "[Model] public partial class Net { [Rotary(4, 8), LowRank(\"a\")] public partial RotaryCache Rotary { get; } public Tensor Forward(Tensor x) => x; }"));
}
