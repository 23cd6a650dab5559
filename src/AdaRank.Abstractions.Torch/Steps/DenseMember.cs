using static TorchSharp.torch;

namespace AdaRank.Steps;

/// <summary>One parameter that is trained at full rank.</summary>
/// <param name="Name">Checkpoint name of the parameter.</param>
/// <param name="Weight">The parameter, of any shape. A step updates it in place.</param>
/// <param name="Gradient">Its gradient, finite. Read only.</param>
/// <param name="State">The tensors of <see cref="IFullRankStep.StateFor"/>, in its order. Owned by the engine.</param>
/// <param name="Step">t, the step being executed for this parameter, counted from 1; skipped steps do not count.</param>
public readonly record struct DenseMember(
    string Name, Tensor Weight, Tensor Gradient, IReadOnlyList<Tensor> State, long Step);
