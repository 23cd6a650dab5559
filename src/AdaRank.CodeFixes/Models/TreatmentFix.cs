using System.Composition;
using AdaRank.CodeFixes.Editing;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.CodeFixes.Models;

/// <summary>ADR009: says how a matrix is trained: in a subspace with others of its class, or in full.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class TreatmentFix() : EditingFix("ADR009")
{
    /// <summary>The group of a class that has none yet.</summary>
    private const string FirstGroup = "matrices";

    /// <inheritdoc/>
    protected override IEnumerable<Edit> FindEdits(Place place)
    {
        if (place.Find<PropertyDeclarationSyntax>() is not { } property
            || place.Model.GetDeclaredSymbol(property, place.Stop) is not { } symbol)
        {
            yield break;
        }

        foreach (var group in FindGroups(symbol.ContainingType))
        {
            var literal = SymbolDisplay.FormatLiteral(group, quote: true);
            yield return Add(property, $"LowRank({literal})", $"AddLowRank:{group}");
        }

        yield return Add(property, "FullRank", "AddFullRank");
    }

    private static Edit Add(PropertyDeclarationSyntax property, string attribute, string key) =>
        new($"Add [{attribute}]", key, editor => editor.ReplaceNode(property, (current, _) =>
            ((MemberDeclarationSyntax)current).WithAttribute(
                AttributeSyntaxExtensions.NewAttribute(attribute, property.Attributes().FirstOrDefault()))));

    /// <summary>The groups that the class uses already, in the order of their first use.</summary>
    private static List<string> FindGroups(INamedTypeSymbol model)
    {
        List<string> groups =
        [
            .. model.GetMembers()
                .Select(member => new Annotations(member).Find("LowRank"))
                .Select(attribute => attribute is null ? null : Annotations.Positional(attribute, 0) as string)
                .OfType<string>()
                .Where(group => !string.IsNullOrWhiteSpace(group))
                .Distinct(),
        ];
        return groups.Count > 0 ? groups : [FirstGroup];
    }
}
