using AdaRank.Generators.Text;

namespace AdaRank.Generators.Plugins;

/// <summary>One plugin, as its registration and its line in the manifest need it.</summary>
/// <param name="Name">Full name, for sorting.</param>
/// <param name="Type">The class as generated code refers to it.</param>
/// <param name="Slot">The contract that it fulfils.</param>
/// <param name="Key">Its key.</param>
/// <param name="Summary">What it does, one line.</param>
/// <param name="After">Plugins before it.</param>
/// <param name="Before">Plugins after it.</param>
/// <param name="Requires">Plugins that it cannot be without.</param>
/// <param name="Arguments">The arguments of its constructor.</param>
/// <param name="IsNamed">Whether arguments are given by name, since optional ones are left out.</param>
/// <param name="OptionsType">The options class as generated code refers to it.</param>
/// <param name="Tunables">All its options.</param>
/// <param name="GeneratedOptions">The options class that is generated for it; null if it has none or one of the user's.</param>
internal sealed record PluginSpec(
    string Name,
    string Type,
    SlotSpec Slot,
    string Key,
    string Summary,
    EquatableArray<string> After,
    EquatableArray<string> Before,
    EquatableArray<string> Requires,
    EquatableArray<ArgumentSpec> Arguments,
    bool IsNamed,
    string OptionsType,
    EquatableArray<TunableSpec> Tunables,
    OptionsSpec? GeneratedOptions);
