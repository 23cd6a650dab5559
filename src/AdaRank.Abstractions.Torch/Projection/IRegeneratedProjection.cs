using AdaRank.Banks;
using static TorchSharp.torch;

namespace AdaRank.Projection;

/// <summary>A basis that depends on nothing but a seed: it is made anew in every step and never stored.</summary>
/// <remarks>
/// The engine keeps the rank and the number of the draw. A basis exists for as long as one matrix is being stepped.
/// Gradients play no part, so that a zero gradient does not keep a refresh waiting.
/// </remarks>
public interface IRegeneratedProjection : IProjectionUpdater
{
    /// <summary>Writes the bases of a draw once more, to the last bit as <see cref="IProjectionUpdater.Commit"/> wrote them.</summary>
    /// <param name="bank">
    /// The matrices, with <see cref="BankMember.RefreshCount"/> as it was when the basis was drawn. Their bases are null.
    /// </param>
    /// <param name="bases">Receives the bases, [d, r] each. Allocated and owned by the engine.</param>
    void Regenerate(BankView bank, IReadOnlyList<Tensor> bases);
}
