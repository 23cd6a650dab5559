using AdaRank.Banks;
using AdaRank.Plugins.Projection.LinearAlgebra;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.RandomizedSvd;

/// <summary>Subspace selection by the randomized range finder (SSRF of AdaRankGrad).</summary>
/// <remarks>
/// AdaRankGrad (arXiv 2410.17881); Halko, Martinsson, Tropp (arXiv 0909.4061), algorithms 4.3 and 4.4; method.md
/// eq. 3.1 to 3.7. Cost 2dLk(2 + 2q) plus QR of d × k and L × k. The captured energies are exact for the range found:
/// no d × L residual is formed.
/// </remarks>
[Plugin("randomized-svd")]
public sealed class RandomizedSvdUpdater : IProjectionUpdater
{
    /// <summary>Singular values below this share of the largest are rounding noise, which Adam would blow up (method.md, section 3).</summary>
    private const double NoiseShare = 1e-6;

    private readonly IGaussianSource _gaussians;
    private readonly int? _oversampling;
    private readonly int _powerIterations;
    private readonly BasisKind _kind;

    /// <summary>Makes the updater.</summary>
    /// <param name="options">Oversampling, power iterations and kind of basis.</param>
    /// <param name="gaussians">Where the sketch matrices Ω come from.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public RandomizedSvdUpdater(RandomizedSvdOptions options, IGaussianSource gaussians)
    {
        options.Validate();
        _gaussians = gaussians;
        _oversampling = options.Oversampling;
        _powerIterations = options.PowerIterations;
        _kind = options.Basis;
    }

    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full;

    /// <inheritdoc/>
    public int SketchWidth(in BankShape shape, in RankBounds bounds)
    {
        var oversampling = _oversampling ?? Math.Max(4, bounds.Highest / 4);
        return (int)Math.Min((long)bounds.Highest + oversampling, shape.ShortSide);
    }

    /// <inheritdoc/>
    public long ScratchBytes(in BankShape shape, in RankBounds bounds)
    {
        // Ω (fp64 as drawn, then in the state's dtype), Y, Q_s, Z and B, and the k × k problem in fp64.
        long width = SketchWidth(shape, bounds);
        var columns = width * ((2 * shape.ShortSide) + (3 * shape.LongSide));
        return (columns * shape.StateElementBytes) + (sizeof(double) * width * (shape.LongSide + (3 * width)));
    }

    /// <inheritdoc/>
    public void Sketch(BankView bank, GradientView gradients, SketchView result)
    {
        var full = (GradientView.Full)gradients;
        for (var index = 0; index < bank.Count; index++)
        {
            using var scope = NewDisposeScope();
            var gradient = full.Canonical(index);
            using var candidates = result.Candidates[index];
            var range = FindRange(gradient, bank[index], result.Width);
            var compressed = range.t().mm(gradient);
            if (_kind is BasisKind.Raw)
            {
                candidates.copy_(range);
                WriteEnergies(compressed.to(ScalarType.Float64).square().sum(1), result.Energies(index));
                continue;
            }

            var (vectors, values) = LeftSingularPairs.Of(compressed, ScalarType.Float64);
            candidates.copy_(range.mm(vectors.to(range.dtype)));
            var energies = result.Energies(index);
            WriteEnergies(values.square(), energies);
            result.NumericalRank(index) = CountAboveNoise(energies);
        }
    }

    /// <inheritdoc/>
    public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases) =>
        LeadingCandidates.Commit(bank, sketch, ranks, bases, fixSigns: _kind is BasisKind.Rotated);

    private static void WriteEnergies(Tensor values, Span<double> energies) => values.data<double>().CopyTo(energies);

    private static int CountAboveNoise(ReadOnlySpan<double> energies)
    {
        var threshold = NoiseShare * NoiseShare * energies[0];
        var count = 0;
        while (count < energies.Length && energies[count] > threshold)
        {
            count++;
        }

        return count;
    }

    private Tensor FindRange(Tensor gradient, BankMember member, int width)
    {
        using var scope = NewDisposeScope();
        var range = Orthonormalise(gradient.mm(DrawSketch(gradient, member, width)));
        for (var iteration = 0; iteration < _powerIterations; iteration++)
        {
            // Both factors are orthonormalised: each iteration would otherwise cube the decay of the spectrum.
            var rowRange = Orthonormalise(gradient.t().mm(range));
            range = Orthonormalise(gradient.mm(rowRange));
        }

        return scope.MoveToOuter(range);
    }

    private Tensor Orthonormalise(Tensor columns) =>
        _kind is BasisKind.Raw ? RangeBasis.WithPositiveDiagonal(columns) : RangeBasis.Of(columns);

    private Tensor DrawSketch(Tensor gradient, BankMember member, int width)
    {
        var numbers = new double[gradient.shape[1] * width];
        _gaussians.Fill(member.Name, member.RefreshCount, numbers);
        using var drawn = tensor(numbers, [gradient.shape[1], width]);
        return drawn.to(gradient.dtype, gradient.device, copy: true);
    }
}
