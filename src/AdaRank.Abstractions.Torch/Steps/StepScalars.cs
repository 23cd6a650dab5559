namespace AdaRank.Steps;

/// <summary>The numbers of one step that are the same for all matrices of a group.</summary>
/// <param name="LearningRate">lr, a step per unit of the normalised direction.</param>
/// <param name="WeightDecay">wd of the decoupled decay, W ← (1 - lr wd) W.</param>
/// <param name="RateScale">
/// lr divided by the learning rate that was configured, multipliers left out: where a schedule stands. 1 without a schedule,
/// or if zero was configured.
/// </param>
public readonly record struct StepScalars(double LearningRate, double WeightDecay, double RateScale = 1);
