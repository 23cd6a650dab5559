using System.Text;
using AdaRank.Generators.Plugins;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;

namespace AdaRank.CodeFixes.Tests.Plugins;

/// <summary>Runs generator, analyzer and one code fix over a file, as an editor does.</summary>
internal static class PluginFix
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp14);

    private static readonly IReadOnlyList<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("AdaRank.Generators", StringComparison.Ordinal)
                && !Path.GetFileName(path).StartsWith("AdaRank.CodeFixes", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Applies the fix to the first diagnostic of a rule.</summary>
    public static Task<string> ApplyAsync(CodeFixProvider fix, string code, string assembly = "User", params MetadataReference[] packages) =>
        RunAsync(fix, code, assembly, packages, isFixAll: false);

    /// <summary>Applies the fix to all diagnostics of a rule in the file.</summary>
    public static Task<string> ApplyToAllAsync(CodeFixProvider fix, string code, string assembly = "User", params MetadataReference[] packages) =>
        RunAsync(fix, code, assembly, packages, isFixAll: true);

    /// <summary>How often a rule speaks.</summary>
    public static async Task<int> CountAsync(CodeFixProvider fix, string code, string assembly = "User", params MetadataReference[] packages)
    {
        using var workspace = new AdhocWorkspace();
        return (await FindAsync(NewDocument(workspace, code, assembly, packages), fix)).Count;
    }

    /// <summary>A package with plugins, as another project references it.</summary>
    public static MetadataReference Package(string assembly, string code)
    {
        using var workspace = new AdhocWorkspace();
        var project = NewDocument(workspace, code, assembly, []).Project;
        var compilation = Generate(project.GetCompilationAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult()!);
        using var image = new MemoryStream();
        var result = compilation.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    private static async Task<string> RunAsync(CodeFixProvider fix, string code, string assembly, MetadataReference[] packages, bool isFixAll)
    {
        var stop = TestContext.Current.CancellationToken;
        using var workspace = new AdhocWorkspace();
        var document = NewDocument(workspace, code, assembly, packages);
        var diagnostics = await FindAsync(document, fix);
        Assert.NotEmpty(diagnostics);

        CodeAction? action = null;
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostics[0], (found, _) => action ??= found, stop));
        if (isFixAll && action is not null)
        {
            var all = new FixAllContext(
                document, fix, FixAllScope.Document, action.EquivalenceKey!, fix.FixableDiagnosticIds, new Known(diagnostics), stop);
            action = await fix.GetFixAllProvider()!.GetFixAsync(all);
        }

        if (action is null)
        {
            return code;
        }

        var operations = await action.GetOperationsAsync(stop);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        changed = await Simplifier.ReduceAsync(changed, Simplifier.Annotation, cancellationToken: stop);
        changed = await Microsoft.CodeAnalysis.Formatting.Formatter.FormatAsync(
            changed, Microsoft.CodeAnalysis.Formatting.Formatter.Annotation, cancellationToken: stop);
        return (await changed.GetTextAsync(stop)).ToString().ReplaceLineEndings("\n");
    }

    private static async Task<List<Diagnostic>> FindAsync(Document document, CodeFixProvider fix)
    {
        var stop = TestContext.Current.CancellationToken;
        var compilation = Generate((await document.Project.GetCompilationAsync(stop))!);
        var all = await compilation.WithAnalyzers([new PluginAnalyzer()]).GetAnalyzerDiagnosticsAsync(stop);
        return [.. all.Where(found => fix.FixableDiagnosticIds.Contains(found.Id)).OrderBy(found => found.Location.SourceSpan.Start)];
    }

    private static Compilation Generate(Compilation compilation)
    {
        CSharpGeneratorDriver.Create([new PluginGenerator().AsSourceGenerator()], parseOptions: Options)
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out _, TestContext.Current.CancellationToken);
        return output;
    }

    private static Document NewDocument(AdhocWorkspace workspace, string code, string assembly, MetadataReference[] packages)
    {
        var project = ProjectId.CreateNewId();
        var file = DocumentId.CreateNewId(project);
        var solution = workspace.CurrentSolution
            .AddProject(ProjectInfo.Create(project, VersionStamp.Default, assembly, assembly, LanguageNames.CSharp)
                .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable))
                .WithParseOptions(Options)
                .WithMetadataReferences([.. References, .. packages]))
            .AddDocument(file, "File.cs", SourceText.From(code, Encoding.UTF8), filePath: "File.cs");
        return solution.GetDocument(file)!;
    }

    /// <summary>Gives "fix all" the diagnostics that were found.</summary>
    private sealed class Known(IReadOnlyList<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
