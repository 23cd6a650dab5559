namespace AdaRank.Generators.Tests.Plugins;

/// <summary>Plugin packages of third parties.</summary>
internal static class Packages
{
    /// <summary>A package with one rank policy, whose key is the assembly's name in kebab-case.</summary>
    public static PluginRun Make(string assembly, string more = "") => Make(assembly, more, order: "");

    /// <summary>A package whose plugin is to run before another.</summary>
    public static PluginRun MakeOrdered(string assembly, string before) => Make(assembly, more: "", order: $", Before = [\"{before}\"]");

    private static PluginRun Make(string assembly, string more, string order) => PluginRun.Of(PluginRun.Compile(
        $$"""
        namespace {{assembly}};

        [Plugin("{{Key(assembly)}}"{{order}})]
        public sealed class DecayRankPolicy : IRankPolicy
        {
            public int ChooseRank(in RankObservation observation) => observation.Bounds.Lowest;
        }
        """,
        more).WithAssemblyName(assembly));

    /// <summary>A package that was built for another version of the contract of rank policies.</summary>
    public static PluginRun MakeFor(string assembly, string contract)
    {
        // The manifest is what a generator would have written there; this compilation has the contract of today.
        var made = Make(assembly);
        var manifest = made.Manifest.Replace("\"1.0\"", $"\"{contract}\"", StringComparison.Ordinal);
        var user = made.Output.SyntaxTrees.Where(tree => !tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal));
        return PluginRun.WithoutGenerator(
            PluginRun.Compile().RemoveAllSyntaxTrees().AddSyntaxTrees([.. user, Harness.Sources.Parse("Manifest.cs", manifest)])
                .WithAssemblyName(assembly));
    }

    /// <summary>A package whose group was written by hand, and which has no manifest.</summary>
    public static PluginRun MakeLegacy() => PluginRun.Of(PluginRun.Compile(
        """
        namespace Legacy;

        public sealed class LegacyPlugins : IPluginGroup { public static void Register(IPluginRegistrar registrar) { } }
        """).WithAssemblyName("Legacy"));

    public static string Key(string assembly) => assembly.Replace('.', '-').ToLowerInvariant();
}
