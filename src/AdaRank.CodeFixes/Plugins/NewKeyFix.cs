using AdaRank.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.CodeFixes.Plugins;

/// <summary>A fix that writes another key in the place of the one that was reported.</summary>
/// <param name="id">The rule it mends.</param>
internal abstract class NewKeyFix(string id) : EditingFix(id)
{
    /// <inheritdoc/>
    protected sealed override IEnumerable<Edit> FindEdits(Place place)
    {
        if (place.Root.FindNode(place.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax written
            || FindKey(place, written) is not { } key)
        {
            yield break;
        }

        var literal = SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(key));
        yield return new Edit($"Change the key to '{key}'", GetType().Name, editor => editor.ReplaceNode(
            written, (current, _) => literal.WithTriviaFrom(current)));
    }

    /// <summary>The key to write; null if it is for the user to say.</summary>
    protected abstract string? FindKey(Place place, ExpressionSyntax written);
}
