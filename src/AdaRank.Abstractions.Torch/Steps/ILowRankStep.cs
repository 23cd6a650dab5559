using AdaRank.Banks;
using AdaRank.Plugins;
using AdaRank.Projection;
using AdaRank.State;
using static TorchSharp.torch;

namespace AdaRank.Steps;

/// <summary>Answers how moments in the subspace become an update of the weights.</summary>
/// <remarks>Slot "step" of the optimizer. Stateless and thread-safe: all state lives in the bank.</remarks>
[PluginSlot("step", 1, 0)]
public interface ILowRankStep
{
    /// <summary>The gradient forms that <see cref="Step"/> can read.</summary>
    GradientForms Accepts { get; }

    /// <summary>What must hold of the basis for the step to mean what it says.</summary>
    BasisTraits Needs => BasisTraits.None;

    /// <summary>The state that the step keeps per matrix, besides the basis.</summary>
    StateSchema State { get; }

    /// <summary>Updates state and weights of all matrices of a bucket.</summary>
    /// <param name="bucket">The matrices; weights and state are updated in place.</param>
    /// <param name="gradients">Their gradients, finite. Read only.</param>
    /// <param name="scalars">Learning rate and weight decay.</param>
    /// <param name="projectedEnergies">Receives ‖Â‖_F² of each matrix, [count], fp64, on the bucket's device.</param>
    /// <remarks>Runs with gradients switched off and inside the engine's dispose scope.</remarks>
    void Step(BucketView bucket, GradientView gradients, in StepScalars scalars, Tensor projectedEnergies);
}
