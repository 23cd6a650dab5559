namespace AdaRank.Steps;

/// <summary>What an observer may know of a step that was taken. Numbers only.</summary>
public readonly record struct StepObservation
{
    /// <summary>How many calls of the optimizer's step there were, this one included; counted from 1.</summary>
    public required long Step { get; init; }

    /// <summary>The learning rate of the step, before any multiplier of a parameter.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Matrices that got a new subspace.</summary>
    public required int Refreshed { get; init; }

    /// <summary>Parameters left alone because their gradient was not finite.</summary>
    public required int Skipped { get; init; }
}
