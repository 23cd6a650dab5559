using AdaRank.CodeFixes.Models;
using AdaRank.CodeFixes.Tests.Harness;

namespace AdaRank.CodeFixes.Tests.Models;

public sealed class TreatmentFixTests
{
    private const string Before = """
        [Model]
        public partial class Net
        {
            /// <summary>The first.</summary>
            [Linear(4, 4)]
            [CheckpointName("q")]
            public partial Linear [|First|] { get; }

            [AdaRank.Annotations.Linear(4, 4)] public partial Linear [|Second|] { get; }
            [Linear(4, 4), LowRank("mlp")] public partial Linear Third { get; }

            public Tensor Forward(Tensor x) => x;
        }
        """;

    [Fact]
    public Task Fix_LowRank_JoinsTheGroupOfTheClass() => Fixed.BecomesAsync<TreatmentFix>(
        Before,
        """
        [Model]
        public partial class Net
        {
            /// <summary>The first.</summary>
            [Linear(4, 4)]
            [CheckpointName("q"), LowRank("mlp")]
            public partial Linear First { get; }

            [AdaRank.Annotations.Linear(4, 4), AdaRank.Annotations.LowRank("mlp")] public partial Linear Second { get; }
            [Linear(4, 4), LowRank("mlp")] public partial Linear Third { get; }

            public Tensor Forward(Tensor x) => x;
        }
        """,
        key: "AddLowRank:mlp");

    [Fact]
    public Task Fix_FullRank_SaysSo() => Fixed.BecomesAsync<TreatmentFix>(
        Before,
        """
        [Model]
        public partial class Net
        {
            /// <summary>The first.</summary>
            [Linear(4, 4)]
            [CheckpointName("q"), FullRank]
            public partial Linear First { get; }

            [AdaRank.Annotations.Linear(4, 4), AdaRank.Annotations.FullRank] public partial Linear Second { get; }
            [Linear(4, 4), LowRank("mlp")] public partial Linear Third { get; }

            public Tensor Forward(Tensor x) => x;
        }
        """,
        key: "AddFullRank");

    [Fact]
    public async Task Fix_Groups_AreThoseOfTheClassOrANewOne()
    {
        Assert.Equal(["Add [LowRank(\"mlp\")]", "Add [FullRank]"], await Fixed.ChoicesAsync<TreatmentFix>(Before));
        Assert.Equal(
            ["Add [LowRank(\"matrices\")]", "Add [FullRank]"],
            await Fixed.ChoicesAsync<TreatmentFix>(
                "[Model] public partial class Net { [Linear(4, 4)] public partial Linear First { get; } public Tensor Forward(Tensor x) => x; }"));
    }
}
