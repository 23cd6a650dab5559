using AdaRank.Generators.Plugins;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Generators.Tests.Plugins;

public sealed class TunableTextSuppressorTests
{
    [Fact]
    public async Task TextWithoutDefault_OfAPlugin_IsNotReported() =>
        Assert.True(Assert.Single(await FindAsync("[Plugin(\"one\")] public sealed class Policy : IRankPolicy { [Tunable] public string Name { get; init; } " + Body)).IsSuppressed);

    [Fact]
    public async Task TextWithoutDefault_ThatIsNoOption_IsReported() =>
        Assert.False(Assert.Single(await FindAsync("[Plugin(\"one\")] public sealed class Policy : IRankPolicy { public string Name { get; init; } " + Body)).IsSuppressed);

    [Fact]
    public async Task TextWithoutDefault_OfAClassThatNothingBuilds_IsReported() =>
        Assert.False(Assert.Single(await FindAsync("public sealed class Policy : IRankPolicy { [Tunable] public string Name { get; init; } " + Body)).IsSuppressed);

    private const string Body = "public int ChooseRank(in RankObservation observation) => Name.Length; }";

    private static async Task<IReadOnlyList<Diagnostic>> FindAsync(string code)
    {
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true);
        var all = await PluginRun.Of(code).Output.WithAnalyzers([new TunableTextSuppressor()], options).GetAllDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. all.Where(diagnostic => diagnostic.Id == "CS8618")];
    }
}
