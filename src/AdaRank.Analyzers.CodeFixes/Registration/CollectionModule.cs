using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace AdaRank.Analyzers.CodeFixes.Registration;

/// <summary>The module that takes the place of a plain collection, and how code that uses the one uses the other.</summary>
internal sealed class CollectionModule
{
    private static readonly string[] Lists = ["List", "IList", "IReadOnlyList", "ICollection", "IReadOnlyCollection", "IEnumerable"];
    private static readonly string[] Dictionaries = ["Dictionary", "IDictionary", "IReadOnlyDictionary"];
    private static readonly string[] ListMembers = ["Add", "Count", "Insert", "Clear", "Contains", "CopyTo", "IndexOf", "Remove", "RemoveAt"];
    private static readonly string[] DictionaryMembers = ["Add", "Count", "Clear", "ContainsKey", "TryGetValue", "Keys", "Values", "Remove"];

    private readonly bool _isDictionary;

    private CollectionModule(TypeSyntax type, bool isDictionary) => (Type, _isDictionary) = (type, isDictionary);

    /// <summary>The full name of the module.</summary>
    public TypeSyntax Type { get; }

    /// <summary>Null for a collection that no module of TorchSharp is like.</summary>
    public static CollectionModule? For(ITypeSymbol? collection, TorchTypes types)
    {
        var (element, isDictionary) = collection switch
        {
            IArrayTypeSymbol { Rank: 1 } array => (array.ElementType, false),
            INamedTypeSymbol { TypeArguments.Length: 1 } list when Lists.Contains(list.Name) => (list.TypeArguments[0], false),
            INamedTypeSymbol { TypeArguments.Length: 2 } map
                when Dictionaries.Contains(map.Name) && map.TypeArguments[0].SpecialType is SpecialType.System_String => (map.TypeArguments[1], true),
            _ => default((ITypeSymbol?, bool)),
        };
        if (element is null || element.NullableAnnotation is NullableAnnotation.Annotated)
        {
            return null;
        }

        var kind = isDictionary ? "Dict" : "List";
        var name = types.IsModule(element)
            ? $"global::TorchSharp.Modules.Module{kind}<{element.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}>"
            : types.IsParameter(element) ? $"global::TorchSharp.Modules.Parameter{kind}" : null;
        return name is null ? null : new CollectionModule(SyntaxFactory.ParseTypeName(name), isDictionary);
    }

    /// <summary>The module with what a collection is created with; null if there is no such expression.</summary>
    public ExpressionSyntax? Convert(ExpressionSyntax value, SemanticModel model)
    {
        switch (value)
        {
            case ImplicitObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 0, Initializer: null }:
                return value;
            case LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.NullLiteralExpression):
                return value;
            case PostfixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax operand } when operand.IsKind(SyntaxKind.NullLiteralExpression):
                return value;
            case BaseObjectCreationExpressionSyntax creation when !_isDictionary && IsEmptyOrSized(creation, model):
                return Create(value, creation.Initializer?.Expressions ?? default);
            case ObjectCreationExpressionSyntax { Initializer: null } creation when _isDictionary && IsEmptyOrSized(creation, model):
                return Create(value, default);
            case CollectionExpressionSyntax { Elements.Count: 0 }:
                return Create(value, default);
            case CollectionExpressionSyntax collection when !_isDictionary:
                return collection.Elements.All(element => element is ExpressionElementSyntax)
                    ? Create(value, collection.Elements.Cast<ExpressionElementSyntax>().Select(element => element.Expression))
                    : Create(value, [collection.WithoutTrivia()]);
            case ArrayCreationExpressionSyntax { Initializer: { } elements } when !_isDictionary:
                return Create(value, elements.Expressions);
            case ImplicitArrayCreationExpressionSyntax { Initializer: { } elements } when !_isDictionary:
                return Create(value, elements.Expressions);
            case InitializerExpressionSyntax elements when !_isDictionary && elements.IsKind(SyntaxKind.ArrayInitializerExpression):
                return Create(value, elements.Expressions);
            case ArrayCreationExpressionSyntax:
                // An array with a size is filled by index, which a list that is empty does not allow.
                return null;
            default:
                return _isDictionary ? null : ConvertSequence(value, model);
        }
    }

    /// <summary>Enters the change that a use of the collection needs, if any; false if the use does not work with the module.</summary>
    public bool TryChange(ExpressionSyntax name, SemanticModel model, Dictionary<SyntaxNode, SyntaxNode> changes)
    {
        var use = name.Parent is MemberAccessExpressionSyntax qualified && qualified.Name == name ? qualified : name;
        switch (use.Parent)
        {
            case AssignmentExpressionSyntax assignment when assignment.Left == use && assignment.IsKind(SyntaxKind.SimpleAssignmentExpression):
                if (Convert(assignment.Right, model) is not { } converted)
                {
                    return false;
                }

                changes[assignment.Right] = converted;
                return true;
            case MemberAccessExpressionSyntax access when access.Expression == use:
                return TryChangeMember(access, model, changes);
            case ElementAccessExpressionSyntax access when access.Expression == use:
                return access.ArgumentList.Arguments.Count == 1 && access.ArgumentList.Arguments[0].Expression is not RangeExpressionSyntax;
            case ForEachStatementSyntax loop when loop.Expression == use:
                return !_isDictionary;
            case ArgumentSyntax argument:
                return !_isDictionary && model.GetTypeInfo(argument.Expression).ConvertedType is
                    INamedTypeSymbol { TypeKind: TypeKind.Interface, Name: "IEnumerable" or "IList" or "ICollection" };
            // nameof(layers)
            default:
                return false;
        }
    }

    private bool TryChangeMember(MemberAccessExpressionSyntax access, SemanticModel model, Dictionary<SyntaxNode, SyntaxNode> changes)
    {
        var name = access.Name.Identifier.ValueText;
        if (!_isDictionary && name == "Length")
        {
            changes[access.Name] = SyntaxFactory.IdentifierName("Count").WithTriviaFrom(access.Name);
            return true;
        }

        if (!_isDictionary && name == "AddRange")
        {
            changes[access.Name] = SyntaxFactory.IdentifierName("extend").WithTriviaFrom(access.Name);
            return true;
        }

        return (_isDictionary ? DictionaryMembers : ListMembers).Contains(name)
            || (!_isDictionary && model.GetSymbolInfo(access).Symbol is IMethodSymbol { ReducedFrom: not null, ContainingType.Name: "Enumerable" });
    }

    /// <summary>A sequence that exists already: TorchSharp's collections take an array.</summary>
    private ObjectCreationExpressionSyntax? ConvertSequence(ExpressionSyntax value, SemanticModel model)
    {
        switch (model.GetTypeInfo(value).Type)
        {
            case IArrayTypeSymbol:
                return Create(value, [value.WithoutTrivia()]);
            case INamedTypeSymbol { Name: "List" or "IEnumerable" or "IList" or "ICollection" or "IReadOnlyList" } when IsToList(value, out var source):
                return Create(value, [ToArray(source)]);
            case INamedTypeSymbol { Name: "List" or "IEnumerable" or "IList" or "ICollection" or "IReadOnlyList" }:
                return Create(value, [ToArray(value)]);
            default:
                return null;
        }
    }

    private static bool IsToList(ExpressionSyntax value, out ExpressionSyntax source)
    {
        if (value is InvocationExpressionSyntax
            {
                ArgumentList.Arguments.Count: 0,
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToList" } access,
            })
        {
            source = access.Expression;
            return true;
        }

        source = value;
        return false;
    }

    private static InvocationExpressionSyntax ToArray(ExpressionSyntax source)
    {
        var operand = source.WithoutLeadingTrivia();
        return SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression,
            operand is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax
                ? operand
                : SyntaxFactory.ParenthesizedExpression(operand.WithoutTrivia()),
            SyntaxFactory.IdentifierName("ToArray")));
    }

    private static bool IsEmptyOrSized(BaseObjectCreationExpressionSyntax creation, SemanticModel model) =>
        creation.ArgumentList is null
        || creation.ArgumentList.Arguments.Count == 0
        || (creation.ArgumentList.Arguments.Count == 1
            && model.GetTypeInfo(creation.ArgumentList.Arguments[0].Expression).Type is { SpecialType: SpecialType.System_Int32 });

    private ObjectCreationExpressionSyntax Create(ExpressionSyntax replaced, IEnumerable<ExpressionSyntax>? elements) =>
        SyntaxFactory.ObjectCreationExpression(Type.WithAdditionalAnnotations(Simplifier.Annotation).WithLeadingTrivia(SyntaxFactory.Space))
            .WithArgumentList(SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(
                (elements ?? []).Select(element => SyntaxFactory.Argument(element.WithoutTrivia())),
                Enumerable.Repeat(
                    SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space),
                    Math.Max((elements ?? []).Count() - 1, 0)))))
            .WithTriviaFrom(replaced);
}
