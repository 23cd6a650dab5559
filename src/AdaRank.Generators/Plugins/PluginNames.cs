namespace AdaRank.Generators.Plugins;

/// <summary>Names of the types around plugins that are read from, or written into, a compilation.</summary>
internal static class PluginNames
{
    public const string Namespace = "AdaRank.Plugins";
    public const string PluginAttribute = "AdaRank.Plugins.PluginAttribute";
    public const string TunableAttribute = "AdaRank.Plugins.TunableAttribute";
    public const string PluginGroupAttribute = "AdaRank.Plugins.PluginGroupAttribute";
    public const string PluginOptions = "AdaRank.Plugins.IPluginOptions";
    public const string PluginManifestAttribute = "AdaRank.Plugins.AdaRankPluginAttribute";
    public const string Builder = "AdaRank.Composition.AdaRankBuilder";

    /// <summary>What generated code writes before names of the contracts.</summary>
    public const string Global = "global::AdaRank.Plugins";

    /// <summary>How the files with the options of a plugin end.</summary>
    public const string OptionsFileSuffix = ".Options.g.cs";

    public const string ManifestFile = "AdaRank.PluginManifest.g.cs";
    public const string ReferencedPluginsFile = "AdaRank.ReferencedPlugins.g.cs";

    /// <summary>AdaRank's own packages of plugins, which AddAdaRank declares itself.</summary>
    public static readonly string[] BuiltInPackages =
        ["AdaRank.Plugins.Rank", "AdaRank.Plugins.Projection", "AdaRank.Plugins.Steps"];
}
