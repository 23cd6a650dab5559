using AdaRank.CodeFixes.Models;
using AdaRank.CodeFixes.Tests.Harness;

namespace AdaRank.CodeFixes.Tests.Models;

public sealed class TrainingFixTests
{
    private const string Several = """
        [Model]
        public partial class Net
        {
            [Linear(4, 4), LowRank("a"), [|Frozen|]]
            public partial Linear First { get; }

            [LowRank("a")]
            [Linear(4, 4), [|Frozen|]]
            public partial Linear Second { get; }

            public Tensor Forward(Tensor x) => x;
        }
        """;

    [Fact]
    public Task Fix_SeveralTreatments_KeepsTheFirst() => Fixed.BecomesAsync<TrainingFix>(
        Several,
        """
        [Model]
        public partial class Net
        {
            [Linear(4, 4), LowRank("a")]
            public partial Linear First { get; }

            [LowRank("a")]
            [Linear(4, 4)]
            public partial Linear Second { get; }

            public Tensor Forward(Tensor x) => x;
        }
        """,
        key: "KeepLowRank");

    [Fact]
    public Task Fix_SeveralTreatments_KeepsTheLast() => Fixed.BecomesAsync<TrainingFix>(
        Several,
        """
        [Model]
        public partial class Net
        {
            [Linear(4, 4), Frozen]
            public partial Linear First { get; }

            [Linear(4, 4), Frozen]
            public partial Linear Second { get; }

            public Tensor Forward(Tensor x) => x;
        }
        """,
        key: "KeepFrozen");

    [Fact]
    public async Task Fix_SeveralTreatments_OffersEach() =>
        Assert.Equal(["Keep [LowRank]", "Keep [Frozen]"], await Fixed.ChoicesAsync<TrainingFix>(Several));

    [Fact]
    public Task Fix_TreatmentThatSaysNothing_GoesAway() => Fixed.BecomesAsync<TrainingFix>(
        """
        [Model]
        public partial class Net
        {
            [Rotary(4, 8)]
            [[|Frozen|]]
            public partial RotaryCache Rotary { get; }

            [Embedding(4, 4)] public partial Embedding Table { get; }
            [Linear(4, 4), TiedTo(nameof(Table)), [|FullRank|]] public partial Linear Head { get; }

            public Tensor Forward(Tensor x) => x;
        }
        """,
        """
        [Model]
        public partial class Net
        {
            [Rotary(4, 8)]
            public partial RotaryCache Rotary { get; }

            [Embedding(4, 4)] public partial Embedding Table { get; }
            [Linear(4, 4), TiedTo(nameof(Table))] public partial Linear Head { get; }

            public Tensor Forward(Tensor x) => x;
        }
        """);

    [Fact]
    public Task Fix_StatementsOfAClass_AreMendedAlike() => Fixed.BecomesAsync<TrainingFix>(
        """
        [Model]
        [FullRank, [|Frozen|]]
        public partial class First
        {
            public Tensor Forward(Tensor x) => x;
        }
        """,
        """
        [Model]
        [Frozen]
        public partial class First
        {
            public Tensor Forward(Tensor x) => x;
        }
        """,
        key: "KeepFrozen");

    [Fact]
    public Task Fix_MultiplierThatSaysNothing_GoesAway() => Fixed.BecomesAsync<TrainingFix>(
        """
        [Model]
        public partial class Net
        {
            [Linear(4, 4), Frozen, [|LearningRate(0.5)|]] public partial Linear First { get; }
            [Linear(4, 4), [|Decay(-1)|], LowRank("a")] public partial Linear Second { get; }

            public Tensor Forward(Tensor x) => x;
        }
        """,
        """
        [Model]
        public partial class Net
        {
            [Linear(4, 4), Frozen] public partial Linear First { get; }
            [Linear(4, 4), LowRank("a")] public partial Linear Second { get; }

            public Tensor Forward(Tensor x) => x;
        }
        """);
}
