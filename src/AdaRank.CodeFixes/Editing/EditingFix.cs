using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace AdaRank.CodeFixes.Editing;

/// <summary>A code fix that edits the document of its diagnostic. One diagnostic and all of them go the same way.</summary>
/// <param name="ids">The rules it mends.</param>
internal abstract class EditingFix(params string[] ids) : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [.. ids];

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(FixAllAsync);

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var document = context.Document;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (await FindPlaceAsync(document, diagnostic, context.CancellationToken).ConfigureAwait(false) is not { } place)
            {
                continue;
            }

            foreach (var edit in FindEdits(place))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(edit.Title, stop => ApplyAsync(document, [edit], stop), edit.Key), diagnostic);
            }
        }
    }

    /// <summary>All ways to mend one diagnostic, the likeliest first; none if it cannot be mended.</summary>
    protected abstract IEnumerable<Edit> FindEdits(Place place);

    private async Task<Document?> FixAllAsync(FixAllContext context, Document document, ImmutableArray<Diagnostic> diagnostics)
    {
        List<Edit> edits = [];
        foreach (var diagnostic in diagnostics)
        {
            if (await FindPlaceAsync(document, diagnostic, context.CancellationToken).ConfigureAwait(false) is { } place
                && FindEdits(place).FirstOrDefault(edit => edit.Key == context.CodeActionEquivalenceKey) is { } chosen)
            {
                edits.Add(chosen);
            }
        }

        return await ApplyAsync(document, edits, context.CancellationToken).ConfigureAwait(false);
    }

    private static async Task<Place?> FindPlaceAsync(Document document, Diagnostic diagnostic, CancellationToken stop)
    {
        var root = await document.GetSyntaxRootAsync(stop).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(stop).ConfigureAwait(false);
        return root is null || model is null ? null : new Place(root, model, diagnostic, stop);
    }

    private static async Task<Document> ApplyAsync(Document document, IEnumerable<Edit> edits, CancellationToken stop)
    {
        var editor = await DocumentEditor.CreateAsync(document, stop).ConfigureAwait(false);
        foreach (var edit in edits)
        {
            edit.Apply(editor);
        }

        return editor.GetChangedDocument();
    }
}
