namespace AdaRank.Optimization;

/// <summary>What one optimizer step did.</summary>
/// <param name="Refreshed">Matrices that got a new basis.</param>
/// <param name="Skipped">Parameters left alone since their gradients were not finite.</param>
public readonly record struct StepSummary(int Refreshed, int Skipped);
