using System.Globalization;
using System.Text;

namespace AdaRank.Plugins;

/// <summary>One plugin as tools show it.</summary>
public sealed record PluginCatalogueEntry
{
    internal PluginCatalogueEntry(OrderedPlugin plugin, int position)
    {
        (Slot, Descriptor) = (plugin.Declaration.Slot.Name, plugin.Declaration.Descriptor);
        SlotVersion = plugin.Declaration.Slot.Version;
        (Position, Reasons) = (position, plugin.Reasons);
    }

    /// <summary>Name of its slot.</summary>
    public string Slot { get; }

    /// <summary>The name by which users choose it, unique in its slot.</summary>
    public string Key => Descriptor.Key;

    /// <summary>Name of the assembly that brings it; empty if it was declared by hand.</summary>
    public string Package => Descriptor.Package;

    /// <summary>Version of the contract that it was built for.</summary>
    public ContractVersion Contract => Descriptor.Contract ?? SlotVersion;

    /// <summary>Version of the slot's contract in this program.</summary>
    public ContractVersion SlotVersion { get; }

    /// <summary>All that it says of itself: summary, order, requirements and options with ranges and defaults.</summary>
    public PluginDescriptor Descriptor { get; }

    /// <summary>Its place in the order in which plugins run and start, counted from 0.</summary>
    public int Position { get; }

    /// <summary>Why it stands there: one line for each wish of its own or of another plugin.</summary>
    public IReadOnlyList<string> Reasons { get; }

    /// <summary>A help text of a few lines: what it is, its options, and its place.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        var package = Package.Length == 0 ? "declared by hand" : Package;
        text.Append(CultureInfo.InvariantCulture, $"{Slot}/{Key} (contract {Contract}, {package})\n");
        AppendLine(text, Descriptor.Summary);
        foreach (var option in Descriptor.Tunables)
        {
            var allowed = option.Choices.IsEmpty ? option.Range : string.Join(" | ", option.Choices);
            AppendLine(text, $"{option.Name}{(option.Default.Length == 0 ? "" : $" = {option.Default}")}{(allowed.Length == 0 ? "" : $" ({allowed})")}{(option.Summary.Length == 0 ? "" : $": {option.Summary}")}");
        }

        AppendLine(text, Descriptor.Requires.IsEmpty ? "" : $"requires {string.Join(", ", Descriptor.Requires)}");
        foreach (var reason in Reasons)
        {
            AppendLine(text, reason);
        }

        return text.ToString();
    }

    private static void AppendLine(StringBuilder text, string line)
    {
        if (line.Length > 0)
        {
            text.Append("  ").Append(line).Append('\n');
        }
    }
}
