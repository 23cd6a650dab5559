using AdaRank.Refresh;

namespace AdaRank.Plugins.Rank.Tests;

/// <summary>Questions to refresh triggers.</summary>
internal static class Refreshes
{
    /// <summary>A step before which nothing has changed since the refresh.</summary>
    public static RefreshObservation Quiet(long step, long lastRefresh) => new()
    {
        Step = step,
        LastRefreshStep = lastRefresh,
        PreviousProjectedEnergy = 8,
        PreviousGradientEnergy = 10,
        RefreshProjectedEnergy = 8,
        RefreshGradientEnergy = 10,
        Displacement = 2,
    };

    /// <summary>A step before which the gradient has become small, left the subspace and stopped to move.</summary>
    public static RefreshObservation Urgent(long step, long lastRefresh) => Quiet(step, lastRefresh) with
    {
        PreviousProjectedEnergy = 1e-12,
        PreviousGradientEnergy = 1,
        Displacement = 1e-12,
    };
}
