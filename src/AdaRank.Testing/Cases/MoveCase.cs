using AdaRank.State;
using AdaRank.Transport;
using Xunit;
using static TorchSharp.torch;

namespace AdaRank.Testing.Cases;

/// <summary>Moments of Adam before a change of the basis.</summary>
/// <param name="Name">For the test's name.</param>
/// <param name="Dtype">Of the state.</param>
/// <param name="Ranks">Old and new rank of each matrix.</param>
/// <param name="CompletedSteps">Steps that the moments have seen.</param>
internal sealed record MoveCase(string Name, ScalarType Dtype, (int Old, int New)[] Ranks, int CompletedSteps)
{
    private const long ShortSide = 12;
    private const long LongSide = 20;

    private static readonly IReadOnlyDictionary<string, MoveCase> ByName = Make().ToDictionary(found => found.Name);

    /// <summary>The state that Adam keeps.</summary>
    public static StateSchema Schema { get; } = new(
        new StateSlot("m", StateRole.FirstMoment, StateDimension.Rank, StateDimension.LongSide, 0.9),
        new StateSlot("v", StateRole.SecondMoment, StateDimension.Rank, StateDimension.LongSide, 0.999));

    /// <summary>State that steps keep: as Adam, one moment only, or none at all.</summary>
    public static IReadOnlyList<StateSchema> Schemas { get; } = [Schema, new(Schema.Slots[0]), new(Schema.Slots[1]), new()];

    /// <summary>The names of all cases.</summary>
    public static TheoryData<string> Names => [.. ByName.Keys];

    /// <summary>The case of a name.</summary>
    public static MoveCase Of(string name) => ByName[name];

    /// <summary>The moves, with moments that Adam would have by then; all zero if asked for.</summary>
    public IReadOnlyList<MomentMove> NewMoves(bool areZero = false) => NewMoves(Schema, areZero);

    /// <summary>The moves of those moments that a schema has.</summary>
    public IReadOnlyList<MomentMove> NewMoves(StateSchema schema, bool areZero = false) => [.. Ranks.Select((ranks, index) =>
    {
        var seed = 100 + (ulong)(10 * index);
        var (first, second) = areZero || CompletedSteps == 0 ? (Zeros(ranks.Old), Zeros(ranks.Old)) : Moments(ranks.Old, seed);
        var old = Tensors.Orthonormal(ShortSide, ranks.Old, Dtype, seed);
        var renewed = Tensors.Orthonormal(ShortSide, ranks.New, Dtype, seed + (ulong)(ranks.Old == ranks.New ? 0 : 1));
        return new MomentMove(
            [.. schema.Slots.Select(slot => slot.Role is StateRole.FirstMoment ? first : second)],
            [.. schema.Slots.Select(_ => Zeros(ranks.New))],
            renewed.t().mm(old),
            CompletedSteps);
    })];

    private Tensor Zeros(int rank) => zeros([rank, LongSide], Dtype);

    private (Tensor First, Tensor Second) Moments(int rank, ulong seed)
    {
        var (first, second) = (Zeros(rank), Zeros(rank));
        for (var step = 0; step < Math.Min(CompletedSteps, 20); step++)
        {
            var gradient = Tensors.Normal([rank, LongSide], Dtype, seed + 1000 + (ulong)step);
            first.mul_(0.9).add_(gradient, alpha: 0.1);
            second.mul_(0.999).addcmul_(gradient, gradient, value: 0.001);
        }

        return (first, second);
    }

    private static IEnumerable<MoveCase> Make()
    {
        (string Name, (int, int)[] Ranks)[] changes =
        [
            ("same rank", [(4, 4)]), ("lower rank", [(6, 2)]), ("higher rank", [(2, 6)]), ("rank one", [(1, 1)]), ("several matrices", [(3, 5), (5, 3), (2, 2)]),
        ];
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            foreach (var (name, ranks) in changes)
            {
                foreach (var steps in new[] { 0, 1, 20, 100_000 })
                {
                    yield return new MoveCase($"{name}, {(dtype is ScalarType.Float32 ? "fp32" : "fp64")}, after {steps} steps", dtype, ranks, steps);
                }
            }
        }
    }
}
