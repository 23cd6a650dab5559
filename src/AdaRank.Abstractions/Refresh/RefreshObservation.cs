namespace AdaRank.Refresh;

/// <summary>What a refresh trigger may know of one matrix before a step. Numbers only.</summary>
public readonly record struct RefreshObservation
{
    /// <summary>Makes an observation of a matrix that was never refreshed.</summary>
    public RefreshObservation()
    {
    }

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

    /// <summary>
    /// ‖Â‖_F² of the step that executed the last refresh, in the basis that it made, in squared gradient units;
    /// <see cref="double.PositiveInfinity"/> if there was none.
    /// </summary>
    public double RefreshProjectedEnergy { get; init; } = double.PositiveInfinity;

    /// <summary>
    /// ‖A‖_F² of the step that executed the last refresh, in squared gradient units;
    /// <see cref="double.PositiveInfinity"/> if there was none.
    /// </summary>
    public double RefreshGradientEnergy { get; init; } = double.PositiveInfinity;

    /// <summary>
    /// ‖u - u₀‖_F of the step before, in [0, 2], where u = Â/‖Â‖ and u₀ is that of the last refresh;
    /// <see cref="double.NaN"/> unless the trigger needs it, and where a gradient was zero.
    /// </summary>
    public double Displacement { get; init; } = double.NaN;
}
