using AdaRank.Banks;
using AdaRank.Projection;
using AdaRank.Rank;
using Xunit;
using static TorchSharp.torch;

namespace AdaRank.Testing.Cases;

/// <summary>One bank with gradients of a known spectrum.</summary>
/// <param name="Name">For the test's name.</param>
/// <param name="Shape">Tall, wide or square; fp32 or fp64.</param>
/// <param name="SingularValues">Of every gradient.</param>
internal sealed record SketchCase(string Name, BankShape Shape, double[] SingularValues)
{
    private const int Matrices = 2;

    private static readonly IReadOnlyDictionary<string, SketchCase> ByName = Make().ToDictionary(found => found.Name);

    /// <summary>The names of all cases.</summary>
    public static TheoryData<string> Names => [.. ByName.Keys];

    /// <summary>The ranks that the group allows.</summary>
    public static RankBounds Bounds => new(1, 6);

    /// <summary>The case of a name.</summary>
    public static SketchCase Of(string name) => ByName[name];

    /// <summary>Ranks of bases in use: none yet, one that may grow, and one above what is allowed now.</summary>
    public static IReadOnlyList<int> OldRanks => [0, 2, 16];

    /// <summary>The matrices, with bases and first moments of an earlier refresh.</summary>
    /// <param name="oldRank">Rank of those bases; 0 for none, as before the first refresh.</param>
    public BankView NewBank(int oldRank = 2) => new(
        Shape, [.. Enumerable.Range(0, Matrices).Select(index => oldRank == 0 ? NewMember(index) : NewMember(index, oldRank))]);

    /// <summary>The whole gradients.</summary>
    public IReadOnlyList<Tensor> NewGradients() =>
        [.. Enumerable.Range(0, Matrices).Select(index => Tensors.WithSpectrum(Shape.Rows, Shape.Columns, SingularValues, Shape.Dtype, seed: 7 + (ulong)(10 * index)))];

    /// <summary>The gradients in a form that an updater reads.</summary>
    public GradientView ViewOf(IReadOnlyList<Tensor> gradients, BankView bank, GradientForms accepted)
    {
        var full = new GradientView.Full(Shape, gradients);
        return accepted.HasFlag(GradientForms.Full)
            ? full
            : new GradientView.Projected(
                Shape, [
                    .. Enumerable.Range(0, bank.Count).Select(index => bank[index].Basis is { } basis
                        ? basis.t().mm(full.Canonical(index))
                        : full.Canonical(index)),
                ]);
    }

    /// <summary>Room for a sketch as wide as an updater asks for.</summary>
    public SketchView NewSketch(IProjectionUpdater updater, BankView bank) => new(bank, updater.SketchWidth(Shape, Bounds), CPU);

    /// <summary>Room for bases of a rank.</summary>
    public IReadOnlyList<Tensor> NewBases(int rank) =>
        [.. Enumerable.Range(0, Matrices).Select(_ => zeros([Shape.ShortSide, rank], Shape.StateDtype))];

    private static BankMember NewMember(int index) => new($"layers.{index}.weight", 0, null);

    private BankMember NewMember(int index, int oldRank) =>
        new($"layers.{index}.weight", 3 + index, Tensors.Orthonormal(Shape.ShortSide, oldRank, Shape.StateDtype, seed: 70 + (ulong)index))
        {
            Step = 20 + index,
            FirstMoment = Tensors.Normal([oldRank, Shape.LongSide], Shape.StateDtype, seed: 80 + (ulong)index).mul_(SingularValues[0]),
            FirstMomentCorrection = 1 - Math.Pow(0.9, 19 + index),
        };

    private static IEnumerable<SketchCase> Make()
    {
        (string Name, long Rows, long Columns)[] forms = [("tall", 40, 16), ("wide", 16, 40), ("square", 16, 16)];
        (string Name, Func<int, double> Value)[] spectra =
        [
            ("flat", static _ => 1),
            ("steep", static index => Math.Pow(10, -index)),
            ("deficient", static index => index < 3 ? 3 - index : 0),
            ("tiny", static index => 1e-12 / (index + 1)),
            ("huge", static index => 1e12 / (index + 1)),
        ];
        foreach (var (form, rows, columns) in forms)
        {
            foreach (var dtype in new[] { ScalarType.Float32, ScalarType.Float64 })
            {
                foreach (var (spectrum, value) in spectra)
                {
                    yield return new SketchCase(
                        $"{form}, {(dtype is ScalarType.Float32 ? "fp32" : "fp64")}, {spectrum}",
                        new BankShape(rows, columns, dtype),
                        [.. Enumerable.Range(0, 16).Select(value)]);
                }
            }
        }
    }
}
