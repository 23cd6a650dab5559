using System.Runtime.CompilerServices;

namespace AdaRank.Generators.Tests.Plugins;

/// <summary>docs/plugins.md shows a package, its host and its tests: the code of the page compiles as one.</summary>
public sealed class PluginPageTests
{
    [Fact]
    public async Task Page_AllCodeBlocks_CompileAndBreakNoRule()
    {
        var run = PluginRun.Of(PluginRun.Compile(Blocks()).WithAssemblyName("Acme"));

        Assert.Equal([], run.CompilerMessages);
        Assert.Equal([], (await run.AnalyzeAsync()).Select(diagnostic => diagnostic.ToString()));
    }

    [Fact]
    public void Page_ManifestLine_IsTheOneThatIsGenerated()
    {
        var run = PluginRun.Of(PluginRun.Compile(Blocks()).WithAssemblyName("Acme"));

        Assert.Contains("AdaRankPluginAttribute(\"rank\", \"decay\", \"1.0\", typeof(global::Acme.DecayRankPolicy))", run.Manifest, StringComparison.Ordinal);
        Assert.Contains("AdaRankPlugin(\"rank\", \"decay\", \"1.0\", typeof(DecayRankPolicy))", Page(), StringComparison.Ordinal);
    }

    [Fact]
    public void Page_TableOfContracts_NamesEveryContract()
    {
        var contracts = typeof(Testing.RankPolicyContract<>).Assembly.GetExportedTypes()
            .Where(type => type.IsAbstract && type != typeof(Testing.PluginContract<>))
            .Select(type => type.Name.Split('`')[0]);

        Assert.All(contracts, name => Assert.Contains($"`{name}`", Page(), StringComparison.Ordinal));
    }

    private static IEnumerable<string> Blocks() => Page().Split("```csharp\n").Skip(1).Select(text => text.Split("```")[0]);

    private static string Page([CallerFilePath] string testFile = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(testFile)!, "../../../docs/plugins.md")).ReplaceLineEndings("\n");
}
