using AdaRank.Plugins;

namespace AdaRank.Steps;

/// <summary>The optimizer of the parameters that are not projected: embeddings, norms, biases, heads.</summary>
/// <remarks>Stateless and thread-safe: all state lives in the engine.</remarks>
[PluginSlot("full-rank-step", 1, 0)]
public interface IFullRankStep
{
    /// <summary>The state tensors kept for a parameter: zero before its first step.</summary>
    /// <param name="shape">Shape of the parameter.</param>
    IReadOnlyList<DenseSlot> StateFor(IReadOnlyList<long> shape);

    /// <summary>Updates state and weights of some parameters.</summary>
    /// <param name="members">The parameters; weights and state are updated in place.</param>
    /// <param name="scalars">Learning rate and weight decay.</param>
    /// <remarks>Runs with gradients switched off and inside the engine's dispose scope.</remarks>
    void Step(IReadOnlyList<DenseMember> members, in StepScalars scalars);
}
