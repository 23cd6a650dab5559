using System.Collections.Immutable;
using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using AdaRank.Generators.Native;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Generators.Tests.Harness;

/// <summary>One run of the generators, and of the analyzer over what they made of a compilation.</summary>
internal sealed class GeneratorRun
{
    private const string MissingSummary = "CS1591";

    private readonly Compilation _output;

    private GeneratorRun(GeneratorDriver driver, Compilation output) => (Driver, _output) = (driver, output);

    public GeneratorDriver Driver { get; }

    public IReadOnlyDictionary<string, string> Files => Driver.GetRunResult().Results
        .SelectMany(result => result.GeneratedSources)
        .ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    /// <summary>Generated files that belong to models.</summary>
    public IReadOnlyList<string> ModelFiles =>
        [.. Files.Keys.Where(name => !name.StartsWith("AdaRank.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>What the compiler says of user code and generated code together, without wishes for documentation.</summary>
    public IReadOnlyList<string> CompilerMessages =>
        [.. Warnings.Where(diagnostic => diagnostic.Id != MissingSummary).Select(diagnostic => diagnostic.ToString())];

    /// <summary>Lines of code, wherever they stand, that the compiler wants documented.</summary>
    public IReadOnlyList<string> UndocumentedLines =>
    [
        .. Warnings.Where(diagnostic => diagnostic.Id == MissingSummary)
            .Select(diagnostic => diagnostic.Location.SourceTree!.GetText().Lines
                .GetLineFromPosition(diagnostic.Location.SourceSpan.Start).ToString().Trim()),
    ];

    private IEnumerable<Diagnostic> Warnings =>
        _output.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);

    public static GeneratorRun Of(params IEnumerable<string> files) => Of(Sources.Compile(files));

    public static GeneratorRun Of(CSharpCompilation compilation) => new GeneratorRun(NewDriver(), compilation).On(compilation);

    public GeneratorRun On(CSharpCompilation compilation)
    {
        var driver = Driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out var messages);
        Assert.Empty(messages);
        return new GeneratorRun(driver, output);
    }

    /// <summary>The assembly of user code and generated code, as another project would reference it.</summary>
    public MetadataReference ToReference()
    {
        using var image = new MemoryStream();
        var result = _output.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    public async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(params DiagnosticAnalyzer[] others)
    {
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: true);
        return await _output.WithAnalyzers([new ModelAnalyzer(), .. others], options)
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
    }

    private static CSharpGeneratorDriver NewDriver() => CSharpGeneratorDriver.Create(
        [new ModelGenerator().AsSourceGenerator(), new NativeLoaderGenerator().AsSourceGenerator()],
        parseOptions: Sources.Options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
}
