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
    private readonly IGaussianSource _gaussians;
    private readonly int? _oversampling;
    private readonly int _powerIterations;
    private readonly BasisKind _kind;
    private readonly Orthonormalisation _orthonormalisation;

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
        _orthonormalisation = options.Orthonormalisation;
    }

    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full;

    /// <inheritdoc/>
    /// <remarks>Raw columns come in no order, so no rank can be chosen from their energies.</remarks>
    public BasisTraits Traits => _kind is BasisKind.Raw ? BasisTraits.Orthonormal : BasisTraits.Orthonormal | BasisTraits.Spectrum;

    /// <inheritdoc/>
    public int SketchWidth(in BankShape shape, in RankBounds bounds) => OversampledSketch.Width(shape, bounds, _oversampling);

    /// <inheritdoc/>
    public long ScratchBytes(in BankShape shape, in RankBounds bounds) =>
        OversampledSketch.ScratchBytes(shape, SketchWidth(shape, bounds));

    /// <inheritdoc/>
    public void Sketch(BankView bank, GradientView gradients, SketchView result)
    {
        var full = (GradientView.Full)gradients;
        for (var index = 0; index < bank.Count; index++)
        {
            using var scope = NewDisposeScope();
            var gradient = full.Canonical(index);
            var range = FindRange(gradient, bank[index], result.Width);
            if (_kind is BasisKind.Raw)
            {
                result.Candidates[index].copy_(range);
                var captured = range.t().mm(gradient).to(ScalarType.Float64).square().sum(1);
                captured.cpu().data<double>().CopyTo(result.Energies(index));
                continue;
            }

            RayleighRitz.Write(gradient, range, result, index);
        }
    }

    /// <inheritdoc/>
    public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases) =>
        LeadingCandidates.Commit(bank, sketch, ranks, bases, fixSigns: _kind is BasisKind.Rotated);

    private Tensor FindRange(Tensor gradient, BankMember member, int width)
    {
        using var scope = NewDisposeScope();
        var range = Orthonormalise(gradient.mm(GaussianMatrix.Draw(_gaussians, member, gradient.shape[1], width, gradient)));
        return scope.MoveToOuter(OversampledSketch.PowerSteps(gradient, range, _powerIterations, Orthonormalise));
    }

    private Tensor Orthonormalise(Tensor columns) =>
        _kind is BasisKind.Raw && _orthonormalisation is Orthonormalisation.Householder
            ? RangeBasis.WithPositiveDiagonal(columns)
            : RangeBasis.Of(columns, _orthonormalisation);
}
