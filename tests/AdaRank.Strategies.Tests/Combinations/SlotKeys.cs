using AdaRank.Composition;
using AdaRank.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace AdaRank.Strategies.Tests.Combinations;

/// <summary>Every plugin that AdaRank brings, from its own catalogue: a new one is tried without anybody listing it here.</summary>
internal static class SlotKeys
{
    private static readonly Lazy<ILookup<string, string>> Keys = new(static () =>
    {
        using var provider = new ServiceCollection().AddAdaRank().BuildServiceProvider();
        return provider.GetRequiredService<PluginCatalogue>().ToLookup(static plugin => plugin.Slot, static plugin => plugin.Key, StringComparer.Ordinal);
    });

    /// <summary>The slots of a group that a single plugin fills, with how configuration names them.</summary>
    public static IReadOnlyDictionary<string, string> Sections { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["refresh"] = "Refresh",
        ["basis"] = "Basis",
        ["rank"] = "Rank",
        ["transport"] = "Transport",
        ["step"] = "Step",
    };

    /// <summary>The keys of a slot.</summary>
    public static IEnumerable<string> Of(string slot) => Keys.Value[slot].Order(StringComparer.Ordinal);
}
