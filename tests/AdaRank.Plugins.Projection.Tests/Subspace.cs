using AdaRank.Banks;
using AdaRank.Projection;
using AdaRank.Rank;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests;

/// <summary>What a refresh of one matrix finds.</summary>
/// <param name="Basis">[d, r].</param>
/// <param name="Energies">Of all candidates.</param>
/// <param name="NumericalRank">Of the sketch.</param>
internal sealed record Subspace(Tensor Basis, double[] Energies, int NumericalRank)
{
    /// <summary>Shapes of every kind: tall, wide, square, and a row and a column.</summary>
    public static IReadOnlyList<(long Rows, long Columns)> Shapes => [(30, 12), (12, 30), (12, 12), (1, 9), (9, 1)];

    /// <summary>Refreshes one matrix as the engine does.</summary>
    public static Subspace Find(IProjectionUpdater updater, Tensor gradient, int rank, BankMember? member = null, int? highest = null)
    {
        var shape = new BankShape(gradient.shape[0], gradient.shape[1], gradient.dtype);
        var bank = new BankView(shape, [member ?? new BankMember("weight", 0, null)]);
        using var sketch = new SketchView(bank, updater.SketchWidth(shape, new RankBounds(1, highest ?? rank)), CPU);
        updater.Sketch(bank, new GradientView.Full(shape, [gradient]), sketch);
        var basis = zeros([shape.ShortSide, rank], gradient.dtype);
        updater.Commit(bank, sketch, [rank], [basis]);
        return new Subspace(basis, sketch.Energies(0).ToArray(), sketch.NumericalRank(0));
    }

    /// <summary>A = G or Gᵀ, so that it is no taller than wide.</summary>
    public static Tensor Canonical(Tensor gradient) => gradient.shape[0] >= gradient.shape[1] ? gradient.t() : gradient;

    /// <summary>Q Qᵀ, free of signs and of rotations inside.</summary>
    public static Tensor Projector(Tensor basis) => basis.mm(basis.t());

    /// <summary>The leading left singular vectors of the canonical gradient.</summary>
    public static Tensor Exact(Tensor gradient, int rank) => linalg.svd(Canonical(gradient), fullMatrices: false).U.narrow(1, 0, rank);

    /// <summary>‖A - Q QᵀA‖², by forming the residual.</summary>
    public static double Residual(Tensor gradient, Tensor basis)
    {
        var canonical = Canonical(gradient);
        return Gradients.Energy(canonical - basis.mm(basis.t().mm(canonical)));
    }

    /// <summary>Whether two tensors agree, as a share of the larger of one and the largest entry expected.</summary>
    public static void AssertClose(Tensor expected, Tensor actual, double tolerance = 1e-10)
    {
        Assert.Equal(expected.shape, actual.shape);
        var scale = Math.Max(expected.abs().max().to(ScalarType.Float64).item<double>(), double.Epsilon);
        var error = (expected - actual).abs().max().to(ScalarType.Float64).item<double>() / scale;
        Assert.True(error <= tolerance, $"off by {error:g3} of the largest entry, allowed {tolerance:g3}");
    }

    /// <summary>Normal numbers.</summary>
    public static Tensor Normal(long rows, long columns, int seed, ScalarType dtype = ScalarType.Float64)
    {
        using var generator = new Generator((ulong)seed);
        return randn([rows, columns], ScalarType.Float64, generator: generator).to(dtype);
    }

    /// <summary>Orthonormal columns.</summary>
    public static Tensor Orthonormal(long rows, long columns, int seed, ScalarType dtype = ScalarType.Float64) =>
        linalg.qr(Normal(rows, columns, seed)).Q.to(dtype);
}
