using AdaRank.Composition;
using AdaRank.Plugins.Projection.Coap;
using AdaRank.Plugins.Projection.GoLore;
using AdaRank.Plugins.Rank.Convergence;
using AdaRank.Plugins.Rank.Interval;
using AdaRank.Plugins.Rank.Share;
using AdaRank.Strategies.Tests.Combinations;

namespace AdaRank.Strategies.Tests.Properties;

/// <summary>Profiles as they are, with the rank and the rhythm of a case, so that a few steps see several bases.</summary>
internal static class ProfileSettings
{
    /// <summary>All settings of a case.</summary>
    /// <param name="profile">A profile's name.</param>
    /// <param name="run">The case.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="change">What is different from the profile.</param>
    public static Action<AdaRankBuilder> Of(string profile, RunCase run, double rate = 0.1, Action<GroupBuilder>? change = null) => adarank =>
    {
        adarank.LearningRate(rate).Seed(run.Seed).UseProfile(profile);
        if (!Settings.FullRankProfiles.Contains(profile))
        {
            adarank.AllGroups(group => Fit(group, profile, run));
        }

        adarank.AllGroups(group => change?.Invoke(group));
    };

    private static void Fit(GroupBuilder group, string profile, RunCase run)
    {
        if (profile is not (Profiles.Apollo or Profiles.ApolloMini or Profiles.Frugal))
        {
            group.Ranks(1, run.Rank);
        }

        switch (profile)
        {
            case Profiles.AdaRankGrad:
                group.Refresh<ConvergenceOptions>(
                    "convergence", options => (options.Interval, options.MinimumInterval, options.CapturedShare) = (run.Interval, 1, 0.3));
                break;
            case Profiles.LDAdam or Profiles.OnlineSubspaceDescent:
                break;
            case Profiles.Flora:
                group.Refresh<IntervalOptions>("interval", options => (options.Interval, options.Phase) = (run.Interval, run.Interval - 1));
                break;
            default:
                group.Refresh<IntervalOptions>("interval", options => options.Interval = run.Interval);
                break;
        }

        _ = profile switch
        {
            Profiles.Apollo or Profiles.Frugal => group.Rank<ShareOptions>("share", options => options.Fraction = (double)run.Rank / run.ShortSide),
            Profiles.GoLore => group.Basis<GoLoreOptions>("golore", static options => options.SwitchStep = 3),
            Profiles.Coap => group.Basis<CoapOptions>("coap", static options => options.Interval = 2),
            _ => group,
        };
    }
}
