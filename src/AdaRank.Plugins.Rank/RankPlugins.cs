using AdaRank.Plugins.Rank.Convergence;
using AdaRank.Plugins.Rank.EnergyThreshold;
using AdaRank.Plugins.Rank.Fixed;
using AdaRank.Plugins.Rank.Interval;
using AdaRank.Rank;
using AdaRank.Refresh;

namespace AdaRank.Plugins.Rank;

/// <summary>The rank policies and refresh triggers of this package.</summary>
public sealed class RankPlugins : IPluginGroup
{
    private RankPlugins()
    {
    }

    /// <inheritdoc/>
    public static void Register(IPluginRegistrar registrar) => registrar
        .Add<IRankPolicy, EnergyThresholdOptions>("energy-threshold", static (_, options) => new EnergyThresholdRankPolicy(options))
        .Add<IRankPolicy, NoOptions>("fixed", static (_, _) => new FixedRankPolicy())
        .Add<IRefreshTrigger, IntervalOptions>("interval", static (_, options) => new IntervalTrigger(options))
        .Add<IRefreshTrigger, ConvergenceOptions>("convergence", static (_, options) => new ConvergenceTrigger(options));
}
