using AdaRank.Banks;
using AdaRank.Plugins.Projection.LinearAlgebra;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.PowerIteration;

/// <summary>Block power iteration that starts at the old basis and a few fresh random columns.</summary>
/// <remarks>
/// method.md, section 10, "Warm start": Z = qr(Aᵀ [Q_old | G]), Q_s = qr(A Z), then the rotation 3.3 to 3.6 and the sign rule
/// 3.7. Without an old basis it starts at A Ω, as the randomized SVD does. Cost 6dLk and QR of d × k and L × k: a refresh costs
/// as much as one of <c>randomized-svd</c> with one power iteration less, and its signs and order vary smoothly.
/// </remarks>
[Plugin("power-iteration")]
public sealed class PowerIterationUpdater : IProjectionUpdater
{
    /// <summary>With fewer random columns, what is orthogonal to the old basis enters too slowly.</summary>
    private const int FewestFreshColumns = 4;

    private readonly IGaussianSource _gaussians;
    private readonly int? _oversampling;
    private readonly int _iterations;
    private readonly Orthonormalisation _orthonormalisation;

    /// <summary>Makes the updater.</summary>
    /// <param name="options">Oversampling and iterations.</param>
    /// <param name="gaussians">Where the fresh columns come from.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public PowerIterationUpdater(PowerIterationOptions options, IGaussianSource gaussians)
    {
        options.Validate();
        _gaussians = gaussians;
        _oversampling = options.Oversampling;
        _iterations = 1 + options.ExtraIterations;
        _orthonormalisation = options.Orthonormalisation;
    }

    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full;

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
            RayleighRitz.Write(gradient, FindRange(gradient, bank[index], result.Width), result, index);
        }
    }

    /// <inheritdoc/>
    public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases) =>
        LeadingCandidates.Commit(bank, sketch, ranks, bases, fixSigns: true);

    private Tensor FindRange(Tensor gradient, BankMember member, int width)
    {
        using var scope = NewDisposeScope();
        var range = member.Basis is { } old
            ? WarmStart(gradient, member, old, width)
            : Orthonormalise(gradient.mm(GaussianMatrix.Draw(_gaussians, member, gradient.shape[1], width, gradient)));
        return scope.MoveToOuter(OversampledSketch.PowerSteps(gradient, range, _iterations, Orthonormalise));
    }

    private Tensor WarmStart(Tensor gradient, BankMember member, Tensor old, int width)
    {
        // A block of all of d columns finds everything; a narrower one keeps room for what is new.
        var shortSide = gradient.shape[0];
        var kept = Math.Min(old.shape[1], width < shortSide ? width - FewestFreshColumns : width);
        if (kept == width)
        {
            return old;
        }

        // Fresh columns of about unit length, like those that are kept.
        using var fresh = GaussianMatrix.Draw(_gaussians, member, shortSide, width - kept, gradient);
        return cat([old.narrow(1, 0, kept), fresh.div_(Math.Sqrt(shortSide))], 1);
    }

    private Tensor Orthonormalise(Tensor columns) => RangeBasis.Of(columns, _orthonormalisation);
}
