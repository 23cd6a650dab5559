using static TorchSharp.torch;

namespace AdaRank.Transport;

/// <summary>The state of one matrix before and after its basis changed.</summary>
/// <param name="From">State in the old coordinates, in the order of the schema. Read only.</param>
/// <param name="To">State in the new coordinates, zero until written. Allocated and owned by the engine.</param>
/// <param name="Overlap">R = Q_newᵀ Q_old, [r_new, r_old].</param>
/// <param name="CompletedSteps">t - 1, the steps executed before this one; gives the bias corrections.</param>
public readonly record struct MomentMove(
    IReadOnlyList<Tensor> From, IReadOnlyList<Tensor> To, Tensor Overlap, long CompletedSteps);
