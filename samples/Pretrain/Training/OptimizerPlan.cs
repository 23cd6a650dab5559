using AdaRank.Composition;
using AdaRank.Plugins.Rank.Convergence;
using AdaRank.Plugins.Rank.EnergyThreshold;
using AdaRank.Plugins.Rank.Interval;
using AdaRank.Plugins.Steps.LowRankAdam;
using Pretrain.Commands;

namespace Pretrain.Training;

/// <summary>One optimizer of the comparison: which profile, and what differs from the profile's own settings.</summary>
/// <param name="Key">The profile.</param>
/// <param name="LearningRate">Peak learning rate.</param>
/// <param name="Settings">What was asked for.</param>
internal sealed record OptimizerPlan(string Key, double LearningRate, PretrainSettings Settings)
{
    public static OptimizerPlan For(string key, PretrainSettings settings) =>
        new(key, settings.LearningRate ?? PretrainDefaults.LearningRates[key], settings);

    /// <summary>Configures AdaRank. The three optimizers differ in nothing else.</summary>
    public void Configure(AdaRankBuilder builder) => builder
        .UseProfile(Key)
        .LearningRate(LearningRate)
        .WeightDecay(PretrainDefaults.WeightDecay)
        .Seed(Settings.Seed)
        .AllGroups(ConfigureGroup);

    private void ConfigureGroup(GroupBuilder group)
    {
        group.Ranks(Settings.LowestRank, Settings.HighestRank);
        switch (Key)
        {
            case Profiles.AdaRankGrad:
                group
                    .Refresh<ConvergenceOptions>("convergence", options => options.Interval = PretrainDefaults.RefreshInterval)
                    .Rank<EnergyThresholdOptions>("energy-threshold", options => options.Tolerance = Settings.Tolerance)
                    .Step<LowRankAdamOptions>("adam", options => options.Scale = PretrainDefaults.Scale);
                break;
            case Profiles.GaLore:
                group
                    .Refresh<IntervalOptions>("interval", options => options.Interval = PretrainDefaults.RefreshInterval)
                    .Step<LowRankAdamOptions>("adam", options => options.Scale = PretrainDefaults.Scale);
                break;
        }
    }
}
