using AdaRank.Banks;
using AdaRank.Plugins;
using AdaRank.Rank;
using static TorchSharp.torch;

namespace AdaRank.Projection;

/// <summary>Answers which orthonormal basis the moments should live in.</summary>
/// <remarks>
/// Slot "basis" of the optimizer, in two phases: sketch, then (after the rank policy decided) commit. Stateless and
/// thread-safe. An updater that fails leaves the bank as it was.
/// </remarks>
[PluginSlot("basis", 1, 0)]
public interface IProjectionUpdater
{
    /// <summary>The gradient forms that <see cref="Sketch"/> can read.</summary>
    GradientForms Accepts { get; }

    /// <summary>What holds of the bases; what other plugins of a group need and this one does not give is refused at start.</summary>
    BasisTraits Traits => BasisTraits.Orthonormal | BasisTraits.Spectrum;

    /// <summary>
    /// Whether <see cref="Sketch"/> reads <see cref="BankMember.FirstMoment"/>, or <see cref="IOnlineProjection.Follow"/>
    /// <see cref="BucketMember.FirstMoment"/>, so that the step must keep one.
    /// </summary>
    bool NeedsFirstMoment => false;

    /// <summary>How many candidate columns a sketch has.</summary>
    /// <param name="shape">What the matrices have in common.</param>
    /// <param name="bounds">The ranks that the group allows.</param>
    /// <returns>k_s, between 1 and d.</returns>
    int SketchWidth(in BankShape shape, in RankBounds bounds);

    /// <summary>Bytes of temporary tensors that sketching one matrix takes at most, candidates not counted.</summary>
    /// <param name="shape">What the matrices have in common.</param>
    /// <param name="bounds">The ranks that the group allows.</param>
    long ScratchBytes(in BankShape shape, in RankBounds bounds);

    /// <summary>Finds candidate columns and the energy that each one captures.</summary>
    /// <param name="bank">The matrices that are due.</param>
    /// <param name="gradients">Their gradients, finite and not zero. Read only.</param>
    /// <param name="result">Receives candidates, energies and numerical ranks.</param>
    void Sketch(BankView bank, GradientView gradients, SketchView result);

    /// <summary>Writes the bases for the ranks that were decided.</summary>
    /// <param name="bank">The matrices that are due.</param>
    /// <param name="sketch">What <see cref="Sketch"/> found.</param>
    /// <param name="ranks">The rank of each matrix.</param>
    /// <param name="bases">
    /// Receives the bases, [d, r] each, with orthonormal columns if <see cref="Traits"/> says so. Allocated and owned by the engine.
    /// </param>
    void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases);
}
