using System.Composition;
using AdaRank.Analyzers.Registration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace AdaRank.Analyzers.CodeFixes.Registration;

/// <summary>Ends each constructor of the module with the call that ADR041 misses.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CallRegisterComponentsFix)), Shared]
internal sealed class CallRegisterComponentsFix()
    : TorchCodeFix("ADR041", "Call RegisterComponents() at the end of each constructor")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Change(FixPlace place, CancellationToken stop)
    {
        // Constructors of one part: the rule reports the part that has them. A primary constructor has no end.
        if (place.Node.FirstAncestorOrSelf<ClassDeclarationSyntax>() is not { ParameterList: null } declaration)
        {
            return null;
        }

        var constructors = declaration.Members
            .OfType<ConstructorDeclarationSyntax>()
            .Where(constructor => !constructor.Modifiers.Any(SyntaxKind.StaticKeyword)
                && !constructor.Initializer.IsKind(SyntaxKind.ThisConstructorInitializer))
            .ToList();
        var canAppend = constructors.Count > 0 && constructors.All(constructor =>
            constructor.ExpressionBody is not null || (constructor.Body is { } body && !Statements.Leaves(body)));
        return canAppend ? place.Root.ReplaceNodes(constructors, (_, constructor) => AddCall(constructor)) : null;
    }

    private static ConstructorDeclarationSyntax AddCall(ConstructorDeclarationSyntax constructor)
    {
        var call = Statements.Parse($"{Components.Register}();");
        if (constructor.Body is { } body && !IsOnOneLine(body))
        {
            return constructor.WithBody(body.AddStatements(call));
        }

        var statements = constructor.ExpressionBody is { } arrow
            ? [SyntaxFactory.ExpressionStatement(arrow.Expression.WithoutTrivia())]
            : (IEnumerable<StatementSyntax>)constructor.Body!.Statements;
        return constructor
            .WithExpressionBody(null)
            .WithSemicolonToken(default)
            .WithBody(SyntaxFactory.Block(statements.Append(call)).WithTrailingTrivia(constructor.GetTrailingTrivia()))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static bool IsOnOneLine(BlockSyntax body) =>
        body.SyntaxTree.GetLineSpan(body.Span) is { } span && span.StartLinePosition.Line == span.EndLinePosition.Line;
}
