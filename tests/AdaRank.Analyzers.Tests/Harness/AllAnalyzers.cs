using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Analyzers.Tests.Harness;

/// <summary>Every analyzer of the package at once, as a user gets them.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "A rule that a list here forgets would go untested.")]
internal static class AllAnalyzers
{
    public static ImmutableArray<DiagnosticAnalyzer> Instances { get; } =
    [
        .. typeof(TorchAnalyzer).Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type, nonPublic: true)!),
    ];

    public static IReadOnlyList<DiagnosticDescriptor> Rules { get; } =
        [.. Instances.SelectMany(analyzer => analyzer.SupportedDiagnostics).OrderBy(rule => rule.Id, StringComparer.Ordinal)];

    /// <summary>A library with one file of user code, or with one class around methods that stand alone.</summary>
    public static CSharpCompilation Compile(string source) => CSharpCompilation.Create(
        "User",
        [
            CSharpSyntaxTree.ParseText(UserCode.GlobalUsings, UserCode.ParseOptions, "Usings.cs"),
            Parse(source),
        ],
        UserCode.References,
        UserCode.CompilationOptions);

    private static SyntaxTree Parse(string source)
    {
        var tree = CSharpSyntaxTree.ParseText(source, UserCode.ParseOptions, "File.cs");
        return tree.GetCompilationUnitRoot().Members.Any(member => member is GlobalStatementSyntax)
            ? CSharpSyntaxTree.ParseText($"public static class Example\n{{\n{source}}}\n", UserCode.ParseOptions, "File.cs")
            : tree;
    }

    /// <summary>What all analyzers report. Throws what an analyzer throws, which the compiler would only mention.</summary>
    public static async Task<ImmutableArray<Diagnostic>> RunAsync(Compilation compilation)
    {
        var failures = new ConcurrentBag<Exception>();
        var diagnostics = await compilation
            .WithAnalyzers(Instances, new CompilationWithAnalyzersOptions(
                new AnalyzerOptions([]),
                onAnalyzerException: (exception, _, _) => failures.Add(exception),
                concurrentAnalysis: false,
                logAnalyzerExecutionTime: false))
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return failures.IsEmpty ? diagnostics : throw new AggregateException(failures);
    }
}
