using AdaRank.Optimization.State;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>A basis with the state in its coordinates, in no dispose scope: everything that a refresh replaces.</summary>
/// <param name="Rank">r.</param>
/// <param name="Basis">Q, [d, r]; null for one that is drawn anew in every step.</param>
/// <param name="State">The tensors of the step's schema; carried ones may be those of the subspace before.</param>
/// <param name="BasisState">What an updater keeps for a basis that follows the gradient.</param>
internal sealed record NewSubspace(int Rank, Tensor? Basis, IReadOnlyList<StateTensor> State, IReadOnlyList<Tensor> BasisState);
