using AdaRank.Banks;
using AdaRank.Plugins.Projection.LinearAlgebra;
using AdaRank.Projection;
using AdaRank.Rank;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Dct;

/// <summary>Those columns of a fixed cosine basis that capture most of the gradient.</summary>
/// <remarks>
/// The orthonormal DCT-II, Q_ij = c_j cos(π (2i + 1) j / 2d) with c_0 = √(1/d), else √(2/d); methods that choose among the columns of a
/// fixed orthogonal matrix: FRUGAL (arXiv 2411.07837) with coordinates, FFT-based subspace selection (arXiv 2505.17967) with
/// cosines. Cost 2d²L, no decomposition; the gradient is transformed a block of columns at a time, so that no second d × L tensor
/// is needed, and the d × d cosines are made once for all matrices of a refresh.
/// </remarks>
[Plugin("dct")]
public sealed class DctUpdater : IProjectionUpdater
{
    /// <summary>Columns of the gradient that are transformed together.</summary>
    private const long BlockColumns = 512;

    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full;

    /// <inheritdoc/>
    public int SketchWidth(in BankShape shape, in RankBounds bounds) => ExactBasis.Width(shape, bounds);

    /// <inheritdoc/>
    public long ScratchBytes(in BankShape shape, in RankBounds bounds)
    {
        // The cosines, made in fp64; then a transformed block and its squares in fp64.
        var cosines = shape.ShortSide * shape.ShortSide * (2 * sizeof(double));
        var block = shape.ShortSide * Math.Min(BlockColumns, shape.LongSide) * (shape.StateElementBytes + (2 * sizeof(double)));
        return cosines + block;
    }

    /// <inheritdoc/>
    public void Sketch(BankView bank, GradientView gradients, SketchView result)
    {
        using var scope = NewDisposeScope();
        var full = (GradientView.Full)gradients;
        var cosines = Cosines(bank.Shape.ShortSide, result.Candidates);
        for (var index = 0; index < bank.Count; index++)
        {
            using var inner = NewDisposeScope();
            var energies = CapturedEnergies(cosines, full.Canonical(index));
            var chosen = LargestEnergies.Choose(energies, result, index);
            result.Candidates[index].copy_(cosines.index_select(1, chosen));
        }
    }

    /// <inheritdoc/>
    public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases) =>
        LeadingCandidates.Commit(bank, sketch, ranks, bases, fixSigns: false);

    private static Tensor Cosines(long size, Tensor like)
    {
        using var scope = NewDisposeScope();
        var rows = arange(size, ScalarType.Int64, like.device).mul_(2).add_(1).unsqueeze(1);
        var columns = arange(size, ScalarType.Int64, like.device);

        // Whole turns are taken away as integers: the cosine of a large angle would lose digits.
        var turns = rows.mul(columns).remainder_(4 * size);
        var cosines = turns.to(ScalarType.Float64).mul_(Math.PI / (2 * size)).cos_().mul_(Math.Sqrt(2.0 / size));
        cosines.narrow(1, 0, 1).fill_(Math.Sqrt(1.0 / size));
        return scope.MoveToOuter(cosines.to(like.dtype));
    }

    private static Tensor CapturedEnergies(Tensor cosines, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var energies = zeros([cosines.shape[1]], ScalarType.Float64, cosines.device);
        for (long start = 0; start < gradient.shape[1]; start += BlockColumns)
        {
            using var inner = NewDisposeScope();
            var block = gradient.narrow(1, start, Math.Min(BlockColumns, gradient.shape[1] - start));
            energies.add_(cosines.t().mm(block).to(ScalarType.Float64).square().sum(1));
        }

        return scope.MoveToOuter(energies);
    }
}
