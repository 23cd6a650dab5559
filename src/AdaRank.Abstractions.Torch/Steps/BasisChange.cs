using AdaRank.Banks;
using static TorchSharp.torch;

namespace AdaRank.Steps;

/// <summary>A matrix before and after its basis changed.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="OldBasis">Q_old, [d, r_old].</param>
/// <param name="OldState">The tensors of the step's schema in the old coordinates. Read only.</param>
/// <param name="NewBasis">Q_new, [d, r_new].</param>
/// <param name="NewState">The same after the transport; carried tensors are those of <paramref name="OldState"/>.</param>
public readonly record struct BasisChange(
    BankShape Shape, Tensor OldBasis, IReadOnlyList<Tensor> OldState, Tensor NewBasis, IReadOnlyList<Tensor> NewState);
