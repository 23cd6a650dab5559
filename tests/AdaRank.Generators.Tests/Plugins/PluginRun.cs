using System.Collections.Immutable;
using System.Reflection;
using AdaRank.Generators.Plugins;
using AdaRank.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Generators.Tests.Plugins;

/// <summary>One run of the plugin generator, and of the analyzer over what it made of a compilation.</summary>
internal sealed class PluginRun
{
    private const string MissingSummary = "CS1591";

    private const string Usings = """
        global using AdaRank.Plugins;
        global using AdaRank.Rank;
        global using AdaRank.Refresh;
        """;

    private readonly GeneratorDriver _driver;

    private PluginRun(GeneratorDriver driver, Compilation output) => (_driver, Output) = (driver, output);

    public Compilation Output { get; }

    public GeneratorDriverRunResult Result => _driver.GetRunResult();

    public IReadOnlyDictionary<string, string> Files => Result.Results
        .SelectMany(result => result.GeneratedSources)
        .ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    public string Manifest => Files[PluginNames.ManifestFile];

    /// <summary>What the compiler says of user code and generated code together, without wishes for documentation of the user's.</summary>
    public IReadOnlyList<string> CompilerMessages =>
    [
        .. Output.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning
                && (diagnostic.Id != MissingSummary || diagnostic.Location.SourceTree!.FilePath.EndsWith(".g.cs", StringComparison.Ordinal)))
            .Select(diagnostic => diagnostic.ToString()),
    ];

    public static CSharpCompilation Compile(params IEnumerable<string> files) => Sources.Compile([Usings, .. files]);

    public static PluginRun Of(params IEnumerable<string> files) => Of(Compile(files));

    public static PluginRun Of(CSharpCompilation compilation) => new PluginRun(NewDriver(), compilation).On(compilation);

    public static PluginRun WithoutGenerator(CSharpCompilation compilation) => new(NewDriver(), compilation);

    public PluginRun On(CSharpCompilation compilation)
    {
        var driver = _driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out var messages);
        Assert.Empty(messages);
        return new PluginRun(driver, output);
    }

    /// <summary>The assembly of user code and generated code, as another project would reference it.</summary>
    public MetadataReference ToReference() => MetadataReference.CreateFromImage(Emit());

    public Assembly Load() => Assembly.Load(Emit());

    public async Task<ImmutableArray<Diagnostic>> AnalyzeAsync() =>
        await Output.WithAnalyzers([new PluginAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);

    private static CSharpGeneratorDriver NewDriver() => CSharpGeneratorDriver.Create(
        [new PluginGenerator().AsSourceGenerator()],
        parseOptions: Sources.Options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private byte[] Emit()
    {
        using var image = new MemoryStream();
        var result = Output.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return image.ToArray();
    }
}
