using AdaRank.Plugins;
using AdaRank.Refresh;

namespace Company.Plugin;

/// <summary>Renews the subspace when so many steps have passed since the last time.</summary>
[Plugin("plugin-key")]
public sealed class PluginNameTrigger : IRefreshTrigger
{
    /// <summary>Steps from one refresh to the next.</summary>
    [Tunable(1, 1_000_000)]
    public long Steps { get; init; } = 100;

    /// <inheritdoc/>
    public RefreshCause Examine(in RefreshObservation observation) =>
        observation.Step - observation.LastRefreshStep >= Steps ? RefreshCause.Interval : RefreshCause.None;
}
