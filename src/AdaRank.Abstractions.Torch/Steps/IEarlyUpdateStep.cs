using AdaRank.Banks;

namespace AdaRank.Steps;

/// <summary>
/// A step that moves the weights before a due refresh, and takes the gradient into its state after it: Flora's order.
/// </summary>
public interface IEarlyUpdateStep : ILowRankStep
{
    /// <summary>
    /// Moves the weights with basis and state as the step before has left them; in a matrix's first step with a fresh basis
    /// and state of zeros. <see cref="ILowRankStep.Step"/> follows in the same step, after a refresh that is due, and leaves
    /// the weights alone.
    /// </summary>
    /// <param name="bucket">The matrices; weights are updated in place, and of the state only what is carried.</param>
    /// <param name="gradients">Their gradients, finite. Read only.</param>
    /// <param name="scalars">Learning rate and weight decay.</param>
    /// <remarks>Runs with gradients switched off and inside the engine's dispose scope.</remarks>
    void Update(BucketView bucket, GradientView gradients, in StepScalars scalars);
}
