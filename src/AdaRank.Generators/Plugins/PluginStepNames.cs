namespace AdaRank.Generators.Plugins;

/// <summary>Names of the pipeline's steps, by which tests ask whether a step ran again.</summary>
internal static class PluginStepNames
{
    public const string ParsePlugin = "ParsePlugin";
    public const string ParseOptions = "ParsePluginOptions";
    public const string ParseGroup = "ParsePluginGroup";
    public const string NameAssembly = "NamePluginAssembly";
    public const string NameOptions = "NamePluginOptions";
    public const string CombineManifest = "CombinePluginManifest";
    public const string ReadReference = "ReadPluginReference";
    public const string FindBuilder = "FindPluginBuilder";
    public const string CombineReferences = "CombinePluginReferences";
}
