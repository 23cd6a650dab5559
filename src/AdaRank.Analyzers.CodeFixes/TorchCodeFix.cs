using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AdaRank.Analyzers.CodeFixes;

/// <summary>One remedy for the reports of one rule, in one document, one report at a time or all at once.</summary>
/// <param name="rule">The rule whose reports it mends.</param>
/// <param name="title">What the editor offers.</param>
internal abstract class TorchCodeFix(DiagnosticDescriptor rule, string title) : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [rule.Id];

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            var place = new FixPlace(context.Document, root, model, diagnostic);
            if (await FindFixAsync(place, context.CancellationToken).ConfigureAwait(false) is { } change)
            {
                context.RegisterCodeFix(CodeAction.Create(title, change, equivalenceKey: title), diagnostic);
            }
        }
    }

    /// <summary>The change, to be made when the user wants it; null where no change is safe.</summary>
    protected abstract Task<Func<CancellationToken, Task<Document>>?> FindFixAsync(FixPlace place, CancellationToken stop);

    /// <summary>A change that is a new root.</summary>
    protected static Func<CancellationToken, Task<Document>> Replace(FixPlace place, Func<SyntaxNode> newRoot) =>
        _ => Task.FromResult(place.Document.WithSyntaxRoot(newRoot()));
}
