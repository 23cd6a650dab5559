namespace AdaRank.Refresh;

/// <summary>What a refresh trigger may know of one matrix before a step. Numbers only.</summary>
public readonly record struct RefreshObservation
{
    /// <summary>t, the step about to be executed, counted from 1.</summary>
    public required long Step { get; init; }

    /// <summary>The step that executed the last refresh; 0 if there was none.</summary>
    public required long LastRefreshStep { get; init; }

    /// <summary>
    /// ‖Â‖_F² of the step executed before, in squared gradient units; <see cref="double.PositiveInfinity"/> if none was.
    /// </summary>
    public required double PreviousProjectedEnergy { get; init; }

    /// <summary>
    /// ‖A‖_F² of the step executed before, in squared gradient units; <see cref="double.PositiveInfinity"/> if none was.
    /// </summary>
    public required double PreviousGradientEnergy { get; init; }
}
