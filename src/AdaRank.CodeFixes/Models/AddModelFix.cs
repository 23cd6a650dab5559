using System.Composition;
using AdaRank.CodeFixes.Editing;
using AdaRank.Generators.Models;
using AdaRank.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.CodeFixes.Models;

/// <summary>ADR014: makes the class a model, or the module a catalogued one, where its annotations make sense in it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class AddModelFix() : EditingFix("ADR014")
{
    private const string GeneratedBase = "AdaRank.Models.Model";

    /// <inheritdoc/>
    protected override IEnumerable<Edit> FindEdits(Place place)
    {
        if (place.Find<ClassDeclarationSyntax>() is not { } declaration
            || place.Model.GetDeclaredSymbol(declaration, place.Stop) is not { IsStatic: false, IsFileLocal: false } type
            || OutsideModelRules.FindFirst(type, new Annotations(type)) is not var (stray, _)
            || stray.ApplicationSyntaxReference?.GetSyntax(place.Stop) is not AttributeSyntax written
            || IsOfModel(type) is not { } isOfModel)
        {
            yield break;
        }

        var text = isOfModel ? "Model" : $"Model(Generate = {written.Qualifier()}GeneratedParts.Catalogue)";
        var shown = isOfModel ? "[Model]" : "[Model] for a catalogue";
        yield return new Edit($"Add {shown} to '{type.Name}'", "AddModel", editor =>
        {
            foreach (var part in declaration.AncestorsAndSelf().OfType<TypeDeclarationSyntax>())
            {
                editor.ReplaceNode(part, (current, _) =>
                {
                    var partial = ((TypeDeclarationSyntax)current).WithModifier(SyntaxKind.PartialKeyword, comesFirst: false);
                    return part == declaration
                        ? partial.WithFirstAttribute(AttributeSyntaxExtensions.NewAttribute(text, written))
                        : partial;
                });
            }
        });
    }

    /// <summary>
    /// Whether the annotations are those of a model that is generated, and not of a module that was written by hand; null where
    /// they make sense in neither.
    /// </summary>
    private static bool? IsOfModel(INamedTypeSymbol type)
    {
        var declaresComponents = type.GetMembers().OfType<IPropertySymbol>()
            .Any(property => new Annotations(property).Components.Count > 0);
        return IsWrittenByHand(type) != declaresComponents ? declaresComponents : null;
    }

    private static bool IsWrittenByHand(INamedTypeSymbol type)
    {
        if (ClassRules.FindBaseModel(type) is { } model)
        {
            return (ClassRules.PartsOf(new Annotations(model).Find("Model")!) & Parts.Module) == 0;
        }

        return ModuleRules.IsModule(type) && TypeText.FullName(type.BaseType!) != GeneratedBase;
    }
}
