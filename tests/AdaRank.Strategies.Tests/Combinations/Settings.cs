using System.Text;
using AdaRank.Composition;
using Microsoft.Extensions.Configuration;

namespace AdaRank.Strategies.Tests.Combinations;

/// <summary>Settings of a small run as somebody would write them into a file: a profile, and one line that differs.</summary>
internal static class Settings
{
    /// <summary>A learning rate at which 20 steps of the small network get somewhere, for updates of Adam's size.</summary>
    public const double LearningRate = 0.01;

    /// <summary>Profiles that train low-rank groups.</summary>
    public static IEnumerable<string> LowRankProfiles => AllProfiles.Except(FullRankProfiles);

    /// <summary>Profiles that train everything at full rank.</summary>
    public static IReadOnlyList<string> FullRankProfiles { get; } = [Profiles.AdamMini, Profiles.AdamW, Profiles.AdamW8Bit, Profiles.Muon];

    /// <summary>Every profile that AdaRank names.</summary>
    public static IEnumerable<string> AllProfiles => Profiles.BuiltIn.Keys.Order(StringComparer.Ordinal);

    /// <summary>A profile with small ranks, refreshed often enough for 20 steps to have several bases.</summary>
    /// <param name="profile">The profile.</param>
    public static Action<AdaRankBuilder> Of(string profile) => Of(profile, "{}");

    /// <summary>A profile with what a section of configuration says of all groups.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="allGroups">The section, as JSON.</param>
    public static Action<AdaRankBuilder> Of(string profile, string allGroups) => adarank =>
    {
        adarank.LearningRate(LearningRate).Seed(5).UseProfile(profile);
        if (profile is not Profiles.ApolloMini)
        {
            // The other profiles leave the rank to the user, or state it as a share.
            adarank.Bind(Section("""{ "Ranks": { "Highest": 4 } }"""));
        }

        if (Rhythm(profile) is { } rhythm)
        {
            adarank.Bind(Section(rhythm));
        }

        adarank.Bind(Section(allGroups));
    };

    /// <summary>Refreshes often enough for a short run, as a section of configuration; null where the profile's rhythm is part of it.</summary>
    /// <param name="profile">The profile.</param>
    public static string? Rhythm(string profile) => profile switch
    {
        Profiles.LDAdam or Profiles.OnlineSubspaceDescent => null,
        Profiles.Flora => """{ "Refresh": { "Interval": 5, "Phase": 4 } }""",
        _ => FullRankProfiles.Contains(profile) ? null : """{ "Refresh": { "Interval": 5 } }""",
    };

    /// <summary>A section of configuration that says something of all groups.</summary>
    /// <param name="allGroups">What it says, as JSON.</param>
    public static IConfigurationSection Section(string allGroups) => new ConfigurationBuilder()
        .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "AdaRank": { "AllGroups": {{allGroups}} } }""")))
        .Build()
        .GetSection("AdaRank");
}
