using System.Composition;
using AdaRank.Analyzers.Registration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Analyzers.CodeFixes.Registration;

/// <summary>Moves the call of RegisterComponents() behind the assignments that ADR042 finds after it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RegisterComponentsLastFix)), Shared]
internal sealed class RegisterComponentsLastFix()
    : TorchCodeFix("ADR042", "Call RegisterComponents() at the end of the constructor")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Change(FixPlace place, CancellationToken stop)
    {
        if (!place.Diagnostic.Properties.ContainsKey(ComponentAssignedAfterRegistrationAnalyzer.OwnCall)
            || place.Node.FirstAncestorOrSelf<ConstructorDeclarationSyntax>()?.Body is not { } body
            || Statements.Leaves(body))
        {
            return null;
        }

        var calls = body.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(IsCall).ToList();
        return calls.Count == 1 && calls[0].Parent is ExpressionStatementSyntax statement && statement.Parent == body
            ? place.Root.ReplaceNode(
                body, body.WithStatements(body.Statements.Remove(statement).Add(Statements.WithoutBlankLineAbove(statement))))
            : null;
    }

    private static bool IsCall(InvocationExpressionSyntax invocation) => invocation.Expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText == Components.Register,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access => access.Name.Identifier.ValueText == Components.Register,
        _ => false,
    };
}
