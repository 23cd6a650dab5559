using System.Composition;
using AdaRank.CodeFixes.Editing;
using AdaRank.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.CodeFixes.Models;

/// <summary>ADR003: writes the name that was probably meant, as <c>nameof</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class NearestNameFix() : EditingFix("ADR003")
{
    /// <inheritdoc/>
    protected override IEnumerable<Edit> FindEdits(Place place)
    {
        if (!place.Diagnostic.Properties.TryGetValue(Finding.MeantProperty, out var meant)
            || meant is null
            || place.Find<AttributeArgumentSyntax>() is not { } argument)
        {
            yield break;
        }

        var name = SyntaxFactory.ParseExpression($"nameof({Shorten(meant, argument.SpanStart, place.Model)})");
        yield return new Edit($"Use {name}", "UseNearestName", editor => editor.ReplaceNode(
            argument.Expression, (current, _) => name.WithTriviaFrom(current)));
    }

    /// <summary>The expression as a person would write it: generated code names every type in full.</summary>
    private static string Shorten(string meant, int position, SemanticModel model)
    {
        var symbol = model.GetSpeculativeSymbolInfo(
            position, SyntaxFactory.ParseExpression(meant), SpeculativeBindingOption.BindAsExpression).Symbol;
        return symbol is { IsStatic: true, ContainingType: { } type } && meant.Contains("::")
            ? $"{type.ToMinimalDisplayString(model, position)}.{symbol.Name}"
            : meant;
    }
}
