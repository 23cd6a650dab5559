using System.Collections.Immutable;
using System.Composition;
using AdaRank.Generators.Plugins.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace AdaRank.CodeFixes.Plugins;

/// <summary>ADR029: adds the one-line class that runs the contract of a plugin's slot.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ContractTestFix))]
[Shared]
public sealed class ContractTestFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["ADR029"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(static async (context, document, diagnostics) =>
        await AddAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics.Where(static diagnostic => Name(diagnostic) is not null))
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Add the contract test {Name(diagnostic)}",
                    stop => AddAsync(context.Document, [diagnostic], stop),
                    equivalenceKey: nameof(ContractTestFix)),
                diagnostic);
        }

        return Task.CompletedTask;
    }

    private static string? Name(Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue(ContractTestRules.TestClass, out var name) ? name : null;

    /// <summary>Adds the classes after the type at which they were missed, in the same namespace.</summary>
    private static async Task<Document> AddAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken stop)
    {
        if (diagnostics.IsEmpty || await document.GetSyntaxRootAsync(stop).ConfigureAwait(false) is not { } root)
        {
            return document;
        }

        var anchor = root.FindNode(diagnostics[0].Location.SourceSpan)
            .AncestorsAndSelf().OfType<BaseTypeDeclarationSyntax>()
            .Last();
        var classes = diagnostics
            .Where(static diagnostic => Name(diagnostic) is not null)
            .OrderBy(static diagnostic => Name(diagnostic), StringComparer.Ordinal)
            .Select(static diagnostic => SyntaxFactory.ParseMemberDeclaration(
                $"\n\npublic sealed class {Name(diagnostic)} : {diagnostic.Properties[ContractTestRules.BaseClass]};\n")!)
            .Select(static declaration => declaration.WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation));

        // Names are written out, and shortened where the file's usings allow it.
        return document.WithSyntaxRoot(root.InsertNodesAfter(anchor, classes));
    }
}
