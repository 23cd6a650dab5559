using AdaRank.Banks;
using AdaRank.Plugins.Projection.LinearAlgebra;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.GoLore;

/// <summary>Singular vectors while the gradient is more signal than noise, and random subspaces afterwards.</summary>
/// <remarks>
/// GoLore (arXiv 2410.11289); method.md eq. 7.11, with the sign rule 3.7. Near a minimum the leading singular vectors are those of
/// the noise, and a method that follows them may never converge. Cost of <c>exact-svd</c>, then of <c>random-orthonormal</c>.
/// </remarks>
[Plugin("golore")]
public sealed class GoLoreUpdater : IProjectionUpdater
{
    private readonly IGaussianSource _gaussians;
    private readonly long _switchStep;

    /// <summary>Makes the updater.</summary>
    /// <param name="options">When to switch.</param>
    /// <param name="gaussians">Where the random subspaces come from.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public GoLoreUpdater(GoLoreOptions options, IGaussianSource gaussians)
    {
        options.Validate();
        _gaussians = gaussians;
        _switchStep = options.SwitchStep;
    }

    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full;

    /// <inheritdoc/>
    /// <remarks>A random subspace has no order of energies.</remarks>
    public BasisTraits Traits => BasisTraits.Orthonormal;

    /// <inheritdoc/>
    public int SketchWidth(in BankShape shape, in RankBounds bounds) => ExactBasis.Width(shape, bounds);

    /// <inheritdoc/>
    public long ScratchBytes(in BankShape shape, in RankBounds bounds) =>
        Math.Max(ExactBasis.ScratchBytes(shape), RandomBasis.ScratchBytes(shape, SketchWidth(shape, bounds)));

    /// <inheritdoc/>
    public void Sketch(BankView bank, GradientView gradients, SketchView result)
    {
        var full = (GradientView.Full)gradients;
        for (var index = 0; index < bank.Count; index++)
        {
            if (bank[index].Step > _switchStep)
            {
                RandomBasis.Write(_gaussians, bank[index], result, index);
                continue;
            }

            using var gradient = full.Canonical(index);
            ExactBasis.Write(gradient, result, index);
        }
    }

    /// <inheritdoc/>
    public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases) =>
        LeadingCandidates.Commit(bank, sketch, ranks, bases, fixSigns: true);
}
