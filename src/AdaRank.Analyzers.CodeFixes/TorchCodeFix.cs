using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AdaRank.Analyzers.CodeFixes;

/// <summary>One remedy for the reports of one rule, in the file of the report, one report at a time or all at once.</summary>
/// <param name="id">The rule.</param>
/// <param name="title">What the editor offers.</param>
internal abstract class TorchCodeFix(string id, string title) : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [id];

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
            if (await ChangeAsync(place, context.CancellationToken).ConfigureAwait(false) is { } changed)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(changed)), equivalenceKey: id),
                    diagnostic);
            }
        }
    }

    /// <summary>The file after the fix, or null where no change is safe. For fixes that must look into other files.</summary>
    protected virtual Task<SyntaxNode?> ChangeAsync(FixPlace place, CancellationToken stop) => Task.FromResult(Change(place, stop));

    /// <summary>The file after the fix, or null where no change is safe.</summary>
    protected virtual SyntaxNode? Change(FixPlace place, CancellationToken stop) => null;
}
