using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using Microsoft.CodeAnalysis.Simplification;

namespace AdaRank.Analyzers.CodeFixes.Registration;

/// <summary>Makes the collection of ADR040 a module: ModuleList, ModuleDict, ParameterList or ParameterDict.</summary>
/// <remarks>Offered where every use of the collection, all in one document, means the same with the new type.</remarks>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseModuleListFix)), Shared]
internal sealed class UseModuleListFix() : TorchCodeFix("ADR040", "Use a collection that TorchSharp registers")
{
    /// <inheritdoc/>
    protected override async Task<SyntaxNode?> ChangeAsync(FixPlace place, CancellationToken stop)
    {
        var (declaredType, initializer) = place.Node.FirstAncestorOrSelf<MemberDeclarationSyntax>() switch
        {
            FieldDeclarationSyntax { Declaration: { Variables.Count: 1 } declaration } => (declaration.Type, declaration.Variables[0].Initializer),
            PropertyDeclarationSyntax { AccessorList: not null } property => (property.Type, property.Initializer),
            _ => default((TypeSyntax?, EqualsValueClauseSyntax?)),
        };
        if (declaredType is null
            || place.Types is not { } types
            || FindSymbol(place, stop) is not { } member
            || CollectionModule.For(MemberType(member), types) is not { } target)
        {
            return null;
        }

        var changes = new Dictionary<SyntaxNode, SyntaxNode>();
        if (initializer is not null)
        {
            if (target.Convert(initializer.Value, place.Model) is not { } converted)
            {
                return null;
            }

            changes.Add(initializer.Value, converted);
        }

        var found = await SymbolFinder.FindReferencesAsync(member, place.Document.Project.Solution, stop).ConfigureAwait(false);
        foreach (var location in found.SelectMany(reference => reference.Locations))
        {
            if (location.Document.Id != place.Document.Id
                || place.Root.FindNode(location.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax name
                || !target.TryChange(name, place.Model, changes))
            {
                return null;
            }
        }

        var type = target.Type.WithAdditionalAnnotations(Simplifier.Annotation);
        changes.Add(declaredType, declaredType is NullableTypeSyntax
            ? SyntaxFactory.NullableType(type).WithTriviaFrom(declaredType)
            : type.WithTriviaFrom(declaredType));
        return place.Root.ReplaceNodes(changes.Keys, (original, _) => changes[original]);
    }

    private static ISymbol? FindSymbol(FixPlace place, CancellationToken stop) =>
        place.Node.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is { } variable ? place.Model.GetDeclaredSymbol(variable, stop)
        : place.Node.FirstAncestorOrSelf<PropertyDeclarationSyntax>() is { } property ? place.Model.GetDeclaredSymbol(property, stop)
        : null;

    private static ITypeSymbol? MemberType(ISymbol member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };
}
