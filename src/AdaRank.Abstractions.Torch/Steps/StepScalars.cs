namespace AdaRank.Steps;

/// <summary>The numbers of one step that are the same for all matrices of a group.</summary>
/// <param name="LearningRate">lr, a step per unit of the normalised direction.</param>
/// <param name="WeightDecay">wd of the decoupled decay, W ← (1 - lr wd) W.</param>
public readonly record struct StepScalars(double LearningRate, double WeightDecay);
