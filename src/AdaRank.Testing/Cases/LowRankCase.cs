using AdaRank.Banks;
using AdaRank.State;
using AdaRank.Steps;
using Xunit;
using static TorchSharp.torch;

namespace AdaRank.Testing.Cases;

/// <summary>A bucket of matrices before a step in the subspace.</summary>
/// <param name="Name">For the test's name.</param>
/// <param name="Shape">Tall, wide or square; fp32 or fp64.</param>
/// <param name="Rank">Of every basis.</param>
/// <param name="Form">How gradients are given.</param>
internal sealed record LowRankCase(string Name, BankShape Shape, int Rank, GradientForms Form)
{
    private const int Matrices = 2;

    private static readonly IReadOnlyDictionary<string, LowRankCase> ByName = Make().ToDictionary(found => found.Name);

    /// <summary>The names of all cases.</summary>
    public static TheoryData<string> Names => [.. ByName.Keys];

    /// <summary>The names of the cases with whole gradients.</summary>
    public static TheoryData<string> NamesOfFull => [.. ByName.Values.Where(found => found.Form is GradientForms.Full).Select(found => found.Name)];

    /// <summary>Learning rate and decay.</summary>
    public static StepScalars Scalars { get; } = new(LearningRate: 0.01, WeightDecay: 0.1);

    /// <summary>The case of a name.</summary>
    public static LowRankCase Of(string name) => ByName[name];

    /// <summary>The matrices with state of zeros, as after the first refresh. Weights require gradients, as those of a model.</summary>
    public IReadOnlyList<BucketMember> NewMembers(StateSchema schema) =>
    [
        .. NewBases(0).Select((basis, index) => new BucketMember(
            $"layers.{index}.weight",
            Tensors.Normal([Shape.Rows, Shape.Columns], Shape.Dtype, SeedOf(index)).requires_grad_(),
            basis,
            [.. schema.Slots.Select(NewState)],
            Step: 1)),
    ];

    /// <summary>The bases of a refresh.</summary>
    /// <param name="refresh">Which refresh, from 0.</param>
    public IReadOnlyList<Tensor> NewBases(int refresh) => [.. Enumerable.Range(0, Matrices).Select(index =>
        Tensors.Orthonormal(Shape.ShortSide, Rank, Shape.StateDtype, SeedOf(index) + 1 + (ulong)refresh))];

    /// <summary>The whole gradients of a step.</summary>
    /// <param name="step">Which step, from 1.</param>
    /// <param name="factor">How large.</param>
    public IReadOnlyList<Tensor> NewGradients(int step, double factor = 1) => [.. Enumerable.Range(0, Matrices).Select(index =>
        Tensors.Normal([Shape.Rows, Shape.Columns], Shape.Dtype, 500 + (ulong)((100 * step) + index)).mul(factor))];

    /// <summary>Gradients in this case's form.</summary>
    public GradientView ViewOf(IReadOnlyList<Tensor> gradients, IReadOnlyList<BucketMember> members)
    {
        var full = new GradientView.Full(Shape, gradients);
        return Form is GradientForms.Full
            ? full
            : new GradientView.Projected(Shape, [.. members.Select((member, index) => member.Basis.t().mm(full.Canonical(index)))]);
    }

    private static ulong SeedOf(int index) => 300 + (ulong)(10 * index);

    private Tensor NewState(StateSlot slot) => zeros(
        [
            StateSlot.Length(slot.Rows, Shape.ShortSide, Shape.LongSide, Rank),
            StateSlot.Length(slot.Columns, Shape.ShortSide, Shape.LongSide, Rank),
        ],
        Shape.StateDtype);

    private static IEnumerable<LowRankCase> Make()
    {
        (string Name, long Rows, long Columns)[] forms = [("tall", 20, 8), ("wide", 8, 20), ("square", 8, 8)];
        foreach (var (name, rows, columns) in forms)
        {
            foreach (var dtype in new[] { ScalarType.Float32, ScalarType.Float64 })
            {
                foreach (var rank in new[] { 1, 3, 8 })
                {
                    foreach (var form in new[] { GradientForms.Full, GradientForms.Projected })
                    {
                        yield return new LowRankCase(
                            $"{name}, {(dtype is ScalarType.Float32 ? "fp32" : "fp64")}, rank {rank}, {form.ToString().ToLowerInvariant()} gradients",
                            new BankShape(rows, columns, dtype), rank, form);
                    }
                }
            }
        }
    }
}
