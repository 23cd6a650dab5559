using AdaRank.Steps;

namespace AdaRank.Optimization;

/// <summary>What the scalars of a step are multiplied by for some parameters.</summary>
/// <param name="LearningRate">Factor of the learning rate. Since W ← (1 - lr wd) W, it changes the decay of a step too.</param>
/// <param name="Decay">Factor of the weight decay.</param>
internal readonly record struct Multipliers(double LearningRate, double Decay)
{
    /// <summary>The scalars for these parameters; with factors of 1 the same bits.</summary>
    public StepScalars Apply(in StepScalars scalars) =>
        scalars with { LearningRate = scalars.LearningRate * LearningRate, WeightDecay = scalars.WeightDecay * Decay };
}
