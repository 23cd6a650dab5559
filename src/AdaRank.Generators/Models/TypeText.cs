using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Models;

/// <summary>Symbols as text.</summary>
internal static class TypeText
{
    private static readonly SymbolDisplayFormat Global = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat Plain = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    private static readonly SymbolDisplayFormat Escaped = Plain
        .WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    /// <summary>As generated code refers to it: <c>global::Acme.Block</c>.</summary>
    public static string Reference(ITypeSymbol type) => type.ToDisplayString(Global);

    /// <summary>Namespace, containing types and name, without type arguments.</summary>
    public static string FullName(ISymbol symbol) => symbol.ToDisplayString(Plain);

    /// <summary>The namespace with keywords escaped; empty for the global one.</summary>
    public static string Namespace(INamespaceSymbol space) => space.IsGlobalNamespace ? "" : space.ToDisplayString(Escaped);

    /// <summary>How a partial declaration of a type starts: <c>partial class Outer&lt;T&gt;</c>.</summary>
    public static string Heading(INamedTypeSymbol type)
    {
        var kind = type switch
        {
            { IsRecord: true, TypeKind: TypeKind.Struct } => "record struct",
            { IsRecord: true } => "record",
            { TypeKind: TypeKind.Struct } => "struct",
            { TypeKind: TypeKind.Interface } => "interface",
            _ => "class",
        };
        var parameters = type.TypeParameters.Length == 0
            ? ""
            : $"<{string.Join(", ", type.TypeParameters.Select(parameter => Text.Literal.Identifier(parameter.Name)))}>";
        return $"partial {kind} {Text.Literal.Identifier(type.Name)}{parameters}";
    }

    /// <summary>Whether every declaration of a type says <c>partial</c>.</summary>
    public static bool IsPartial(INamedTypeSymbol type, CancellationToken stop) => type.DeclaringSyntaxReferences.All(
        reference => reference.GetSyntax(stop) is not TypeDeclarationSyntax declaration
            || declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    /// <summary>Whether a type and all that it is nested in, or made of, can be seen from other assemblies.</summary>
    public static bool IsPublic(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsPublic(array.ElementType),
        INamedTypeSymbol named => named.DeclaredAccessibility == Accessibility.Public
            && (named.ContainingType is null || IsPublic(named.ContainingType))
            && named.TypeArguments.All(IsPublic),
        _ => true,
    };

    /// <summary>Whether a type can be named anywhere in its assembly.</summary>
    public static bool IsVisibleInAssembly(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsVisibleInAssembly(array.ElementType),
        INamedTypeSymbol named =>
            named.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal
            && !named.IsFileLocal
            && (named.ContainingType is null || IsVisibleInAssembly(named.ContainingType))
            && named.TypeArguments.All(IsVisibleInAssembly),
        _ => true,
    };

    /// <summary>Whether a type can stand between the angle brackets of an interface that a class implements.</summary>
    public static bool CanBeTypeArgument(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => CanBeTypeArgument(array.ElementType),
        INamedTypeSymbol named => !named.IsRefLikeType
            && !named.IsStatic
            && named.TypeKind is not TypeKind.Error
            && (named.ContainingType is null || CanBeTypeArgument(named.ContainingType))
            && named.TypeArguments.All(CanBeTypeArgument),
        ITypeParameterSymbol parameter => !parameter.AllowsRefLikeType,
        _ => false,
    };

    /// <summary>Whether a declaration has a documentation comment, also where the compiler was told to ignore them.</summary>
    public static bool IsDocumented(SyntaxNode? declaration) => declaration?.GetLeadingTrivia().Any(
        trivia => trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)
            || trivia.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia)
            || (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)
                && trivia.ToString().StartsWith("///", StringComparison.Ordinal))) == true;

    /// <summary>Whether a symbol is declared in a file that this generator has written.</summary>
    public static bool IsGenerated(ISymbol symbol) =>
        symbol.DeclaringSyntaxReferences.Length > 0 && symbol.DeclaringSyntaxReferences.All(
            reference => reference.SyntaxTree.FilePath.EndsWith(WellKnownNames.ModelFileSuffix, StringComparison.Ordinal));
}
