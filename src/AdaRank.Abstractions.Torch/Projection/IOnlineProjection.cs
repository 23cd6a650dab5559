using AdaRank.Banks;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Projection;

/// <summary>A basis that follows the gradient by a small change after every step, besides its refreshes.</summary>
/// <remarks>The moments stay in their coordinates: only a refresh transports them.</remarks>
public interface IOnlineProjection : IProjectionUpdater
{
    /// <summary>Names of the tensors kept for each basis, of the basis' shape [d, r] and zero after a refresh.</summary>
    IReadOnlyList<string> BasisStateNames { get; }

    /// <summary>Changes the bases of a bucket in place, after its weights were updated.</summary>
    /// <param name="bucket">The matrices; here their bases are written to. Weights and moments are read only.</param>
    /// <param name="gradients">The gradients of this step. Read only.</param>
    /// <param name="basisState">The tensors of <see cref="BasisStateNames"/> for each matrix; updated in place.</param>
    /// <param name="scalars">Learning rate and weight decay of this step.</param>
    /// <remarks>Runs with gradients switched off and inside the engine's dispose scope.</remarks>
    void Follow(
        BucketView bucket, GradientView gradients, IReadOnlyList<IReadOnlyList<Tensor>> basisState, in StepScalars scalars);
}
