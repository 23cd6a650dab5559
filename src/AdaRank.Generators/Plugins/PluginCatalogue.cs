using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Plugins;

/// <summary>The plugins that a compilation declares or references. Read when a rule asks, once for a compilation.</summary>
internal sealed class PluginCatalogue(Compilation compilation)
{
    private readonly Lazy<PluginManifest> _own = new(() => ManifestReader.Read(compilation.Assembly));
    private readonly Lazy<ImmutableArray<PluginManifest>> _referenced = new(() =>
        [.. compilation.References.Select(ManifestReader.Read).Where(static manifest => manifest.HasPlugins)]);

    /// <summary>The plugins of this compilation, as its generator lists them.</summary>
    public PluginManifest Own => _own.Value;

    /// <summary>The referenced packages that have plugins.</summary>
    public ImmutableArray<PluginManifest> Referenced => _referenced.Value;

    /// <summary>All plugins.</summary>
    public IEnumerable<PluginEntry> Plugins => Own.Plugins.Concat(Referenced.SelectMany(static package => package.Plugins));

    /// <summary>The attribute that makes a class a plugin, or null.</summary>
    public static AttributeData? AttributeOf(INamedTypeSymbol type) => type.GetAttributes().FirstOrDefault(
        static attribute => SlotReader.IsContract(attribute.AttributeClass, "PluginAttribute"));

    /// <summary>The class of a plugin, where the compilation can name it.</summary>
    public INamedTypeSymbol? TypeOf(PluginEntry plugin) => compilation.GetTypeByMetadataName(plugin.Type);
}
