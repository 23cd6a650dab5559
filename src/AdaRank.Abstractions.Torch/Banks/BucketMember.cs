using static TorchSharp.torch;

namespace AdaRank.Banks;

/// <summary>One matrix with its basis and state, as a step sees it.</summary>
/// <param name="Name">Checkpoint name of the parameter.</param>
/// <param name="Weight">W, [m, n], owned by its module. A step updates it in place.</param>
/// <param name="Basis">Q, [d, r], owned by the bank. Read only in a step.</param>
/// <param name="State">The tensors of the step's <see cref="State.StateSchema"/>, in its order. Owned by the bank.</param>
/// <param name="Step">t, the step being executed for this matrix, counted from 1; skipped steps do not count.</param>
public readonly record struct BucketMember(
    string Name, Tensor Weight, Tensor Basis, IReadOnlyList<Tensor> State, long Step)
{
    /// <summary>The step being executed in this subspace, counted from 1: 1 in the step that executes a refresh.</summary>
    public long SubspaceStep { get; init; } = 1;

    /// <summary>
    /// M, that of <see cref="State"/> whose role is the first moment, [r, L]; null if the step keeps none. What an
    /// <see cref="Projection.IOnlineProjection"/> may read, which does not know the schema of the step.
    /// </summary>
    public Tensor? FirstMoment { get; init; }
}
