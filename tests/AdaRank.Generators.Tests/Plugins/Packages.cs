namespace AdaRank.Generators.Tests.Plugins;

/// <summary>Plugin packages of third parties.</summary>
internal static class Packages
{
    /// <summary>A package with one rank policy, whose key is the assembly's name in kebab-case.</summary>
    public static PluginRun Make(string assembly, string more = "") => PluginRun.Of(PluginRun.Compile(
        $$"""
        namespace {{assembly}};

        [Plugin("{{Key(assembly)}}")]
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

    public static string Key(string assembly) => assembly.Replace('.', '-').ToLowerInvariant();
}
