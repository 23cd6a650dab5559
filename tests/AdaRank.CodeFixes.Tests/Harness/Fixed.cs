using System.Collections.Immutable;
using System.Text;
using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using AdaRank.Generators.Native;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

namespace AdaRank.CodeFixes.Tests.Harness;

/// <summary>Applies a code fix, one diagnostic at a time and all at once, and compiles what comes out.</summary>
internal static class Fixed
{
    /// <summary>What a project with implicit usings has, and what most models need.</summary>
    internal const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using AdaRank.Annotations;
        global using AdaRank.Layers;
        global using AdaRank.Models;
        global using static TorchSharp.torch;
        """;

    internal static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    internal static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("AdaRank.Generators", StringComparison.Ordinal)
                && !Path.GetFileName(path).StartsWith("AdaRank.CodeFixes", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Expects that a fix turns one text into another, which compiles without a finding.</summary>
    /// <param name="before">The text, with the diagnostics marked as <c>[|</c> and <c>|]</c>.</param>
    /// <param name="after">The text with every diagnostic mended.</param>
    /// <param name="key">The key of the choice to take; null if there is only one.</param>
    /// <param name="usings">Global usings to have instead of the usual ones.</param>
    public static async Task BecomesAsync<TFix>(string before, string after, string? key = null, string? usings = null)
        where TFix : CodeFixProvider, new()
    {
        var test = NewTest<TFix>(before, after, usings);
        test.CodeActionEquivalenceKey = key;
        await test.RunAsync(TestContext.Current.CancellationToken);
        await AssertSoundAsync(after, usings, new TFix());
    }

    /// <summary>Expects that a fix has nothing to offer.</summary>
    public static Task StaysAsync<TFix>(string text)
        where TFix : CodeFixProvider, new() => NewTest<TFix>(text, text, null).RunAsync(TestContext.Current.CancellationToken);

    /// <summary>The choices that a fix offers for the first diagnostic, as people read them.</summary>
    public static async Task<IReadOnlyList<string>> ChoicesAsync<TFix>(string marked)
        where TFix : CodeFixProvider, new()
    {
        var text = Unmarked(marked);
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("User", LanguageNames.CSharp)
            .WithParseOptions(ParseOptions)
            .WithCompilationOptions(CompilationOptions)
            .WithMetadataReferences(References)
            .AddDocument("Usings.cs", GlobalUsings).Project;
        var document = project.AddDocument("User.cs", text);
        var compilation = (CSharpCompilation)(await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        var fix = new TFix();
        var found = await compilation.WithAnalyzers(AnalyzersFor(fix))
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        List<string> titles = [];
        await fix.RegisterCodeFixesAsync(new CodeFixContext(
            document,
            found.First(diagnostic => fix.FixableDiagnosticIds.Contains(diagnostic.Id)),
            (action, _) => titles.Add(action.Title),
            TestContext.Current.CancellationToken));
        return titles;
    }

    internal static CSharpCompilationOptions CompilationOptions { get; } =
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);

    private static Test<TFix> NewTest<TFix>(string before, string after, string? usings)
        where TFix : CodeFixProvider, new()
    {
        var test = new Test<TFix>
        {
            ReferenceAssemblies = new ReferenceAssemblies("none"),
            CompilerDiagnostics = CompilerDiagnostics.None,
            TestBehaviors = TestBehaviors.SkipGeneratedSourcesCheck,
            MarkupOptions = MarkupOptions.UseFirstDescriptor,
        };
        test.TestState.Sources.Add(("User.cs", before));
        test.TestState.Sources.Add(("Usings.cs", usings ?? GlobalUsings));
        test.FixedState.Sources.Add(("User.cs", after));
        test.FixedState.Sources.Add(("Usings.cs", usings ?? GlobalUsings));
        test.TestState.AdditionalReferences.AddRange(References);
        return test;
    }

    private static async Task AssertSoundAsync(string text, string? usings, CodeFixProvider fix)
    {
        var compilation = CSharpCompilation.Create(
            "User",
            [Parse("Usings.cs", usings ?? GlobalUsings), Parse("User.cs", text)],
            References,
            CompilationOptions);
        CSharpGeneratorDriver.Create(
                [new ModelGenerator().AsSourceGenerator(), new NativeLoaderGenerator().AsSourceGenerator()], parseOptions: ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        var messages = output.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(message => message.Severity == DiagnosticSeverity.Error);
        Assert.Empty(messages.Select(message => message.ToString()));
        var findings = await output.WithAnalyzers(AnalyzersFor(fix))
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.Empty(findings.Select(finding => finding.ToString()));
    }

    /// <summary>The analyzer of models, and the one whose rule is mended.</summary>
    private static ImmutableArray<DiagnosticAnalyzer> AnalyzersFor(CodeFixProvider fix) =>
    [
        new ModelAnalyzer(),
        .. new DiagnosticAnalyzer[] { new TreatmentAnalyzer(), new RegistrationCallAnalyzer(), new OutsideModelAnalyzer() }
            .Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => fix.FixableDiagnosticIds.Contains(rule.Id))),
    ];

    private static string Unmarked(string marked) =>
        marked.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);

    private static SyntaxTree Parse(string path, string text) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), ParseOptions, path);

    private sealed class Test<TFix> : CSharpCodeFixTest<EmptyDiagnosticAnalyzer, TFix, DefaultVerifier>
        where TFix : CodeFixProvider, new()
    {
        protected override ParseOptions CreateParseOptions() => ParseOptions;

        protected override CompilationOptions CreateCompilationOptions() => CompilationOptions;

        protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => AnalyzersFor(new TFix());

        protected override IEnumerable<Type> GetSourceGenerators() => [typeof(ModelGenerator), typeof(NativeLoaderGenerator)];

        protected override DiagnosticDescriptor? GetDefaultDiagnostic(DiagnosticAnalyzer[] analyzers) =>
            analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics)
                .FirstOrDefault(rule => new TFix().FixableDiagnosticIds.Contains(rule.Id));
    }
}
