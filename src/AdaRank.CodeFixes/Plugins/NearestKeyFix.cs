using System.Collections.Immutable;
using System.Composition;
using AdaRank.Generators.Plugins.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.CodeFixes.Plugins;

/// <summary>ADR028: replaces a key that no plugin has by the nearest one that a plugin has.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NearestKeyFix))]
[Shared]
public sealed class NearestKeyFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["ADR028"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            var written = root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) as ExpressionSyntax;
            if (written is not null && diagnostic.Properties.TryGetValue(UnknownKeyRules.NearestKey, out var nearest) && nearest is not null)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Change the key to '{nearest}'",
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(root!.ReplaceNode(
                            written,
                            SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(nearest)).WithTriviaFrom(written)))),
                        equivalenceKey: nameof(NearestKeyFix)),
                    diagnostic);
            }
        }
    }
}
