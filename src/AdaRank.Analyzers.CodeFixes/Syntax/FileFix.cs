using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AdaRank.Analyzers.CodeFixes.Syntax;

/// <summary>A fix that changes the file of the report; it is offered where it can be done.</summary>
/// <param name="id">The rule.</param>
/// <param name="title">What the user reads.</param>
internal abstract class FileFix(string id, string title) : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [id];

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            var place = new ReportedPlace(context.Document, root, model, diagnostic);
            if (await ChangeAsync(place, context.CancellationToken).ConfigureAwait(false) is { } changed)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(title, stop => Task.FromResult(context.Document.WithSyntaxRoot(changed)), equivalenceKey: id),
                    diagnostic);
            }
        }
    }

    /// <summary>The file after the fix, or null where it cannot be done.</summary>
    protected virtual Task<SyntaxNode?> ChangeAsync(ReportedPlace place, CancellationToken stop) => Task.FromResult(Change(place, stop));

    /// <summary>The file after the fix, or null where it cannot be done.</summary>
    protected virtual SyntaxNode? Change(ReportedPlace place, CancellationToken stop) => null;
}
