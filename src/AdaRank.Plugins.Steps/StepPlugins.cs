using AdaRank.Plugins.Steps.FullRankAdam;
using AdaRank.Plugins.Steps.LowRankAdam;
using AdaRank.Steps;

namespace AdaRank.Plugins.Steps;

/// <summary>The optimizer steps of this package.</summary>
public sealed class StepPlugins : IPluginGroup
{
    private StepPlugins()
    {
    }

    /// <inheritdoc/>
    public static void Register(IPluginRegistrar registrar) => registrar
        .Add<ILowRankStep, LowRankAdamOptions>("adam", static (_, options) => new LowRankAdamStep(options))
        .Add<IFullRankStep, AdamOptions>("adam", static (_, options) => new FullRankAdamStep(options));
}
