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

    /// <summary>Why a generator failed; null if none did.</summary>
    public string? Failure => Driver.GetRunResult().Results.Select(result => result.Exception?.ToString()).FirstOrDefault(text => text is not null);

    /// <summary>What no project could silence in generated code: quicker than asking for all that is wrong.</summary>
    public IReadOnlyList<Diagnostic> GeneratedErrors =>
    [
        .. _output.SyntaxTrees.Where(tree => tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal))
            .SelectMany(tree => _output.GetSemanticModel(tree).GetDiagnostics())
            .Where(diagnostic => diagnostic.DefaultSeverity == DiagnosticSeverity.Error),
    ];

    /// <summary>What no project could silence.</summary>
    public IReadOnlyList<Diagnostic> Errors => [.. Diagnostics.Where(diagnostic => diagnostic.DefaultSeverity == DiagnosticSeverity.Error)];

    /// <summary>Errors, in user code and generated code together; where a project makes warnings errors, only those that always are.</summary>
    public IReadOnlyList<string> CompilerErrors =>
    [
        .. Errors.Select(diagnostic => diagnostic.ToString()),
    ];

    /// <summary>What the compiler says of generated code, with all warnings that it has.</summary>
    public IReadOnlyList<string> GeneratedMessages =>
    [
        .. Warnings.Where(diagnostic => diagnostic.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true)
            .Select(diagnostic => diagnostic.ToString()),
    ];

    /// <summary>Lines of code, wherever they stand, that the compiler wants documented.</summary>
    public IReadOnlyList<string> UndocumentedLines =>
    [
        .. Warnings.Where(diagnostic => diagnostic.Id == MissingSummary)
            .Select(diagnostic => diagnostic.Location.SourceTree!.GetText().Lines
                .GetLineFromPosition(diagnostic.Location.SourceSpan.Start).ToString().Trim()),
    ];

    /// <summary>Asked for once: the compiler checks every method for it.</summary>
    private ImmutableArray<Diagnostic> Diagnostics => field.IsDefault ? field = _output.GetDiagnostics() : field;

    private IEnumerable<Diagnostic> Warnings =>
        Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);

    public static GeneratorRun Of(params IEnumerable<string> files) => Of(Sources.Compile(files));

    public static GeneratorRun Of(CSharpCompilation compilation) => new GeneratorRun(NewDriver(compilation), compilation).On(compilation);

    public GeneratorRun On(CSharpCompilation compilation)
    {
        var run = OnAnything(compilation);
        Assert.Null(run.Failure);
        Assert.Empty(run.Driver.GetRunResult().Diagnostics);
        return run;
    }

    /// <summary>Runs on what may make a generator fail; <see cref="Failure"/> says whether it did.</summary>
    public GeneratorRun OnAnything(CSharpCompilation compilation) =>
        new(Driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out _), output);

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

    /// <summary>Generated files are parsed as the project's own are.</summary>
    private static CSharpGeneratorDriver NewDriver(CSharpCompilation compilation) => CSharpGeneratorDriver.Create(
        [new ModelGenerator().AsSourceGenerator(), new NativeLoaderGenerator().AsSourceGenerator()],
        parseOptions: (CSharpParseOptions?)compilation.SyntaxTrees.FirstOrDefault()?.Options ?? Sources.Options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
}
