using System.Collections.Immutable;

namespace AdaRank.Plugins;

/// <summary>What is known of a plugin before it is built. Plain data; generated code makes it.</summary>
/// <param name="Key">The name by which users choose it, in kebab-case, unique in its slot.</param>
public sealed record PluginDescriptor(string Key)
{
    /// <summary>Version of the slot's contract that it was built for; null for the one of the running program.</summary>
    public ContractVersion? Contract { get; init; }

    /// <summary>One sentence: what it does.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Name of the assembly that brings it; empty if it was registered by hand.</summary>
    public string Package { get; init; } = "";

    /// <summary>Plugins after which it runs and starts: keys of its own slot, or <c>slot/key</c>.</summary>
    public ImmutableArray<string> After { get; init; } = [];

    /// <summary>Plugins before which it runs and starts: keys of its own slot, or <c>slot/key</c>.</summary>
    public ImmutableArray<string> Before { get; init; } = [];

    /// <summary>Plugins without which it is refused: keys of its own slot, or <c>slot/key</c>.</summary>
    public ImmutableArray<string> Requires { get; init; } = [];

    /// <summary>Its options, in the order of their declaration.</summary>
    public ImmutableArray<TunableDescriptor> Tunables { get; init; } = [];
}
