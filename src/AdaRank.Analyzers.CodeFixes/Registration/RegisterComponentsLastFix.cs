using System.Composition;
using AdaRank.Analyzers.Registration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Analyzers.CodeFixes.Registration;

/// <summary>Moves the call of RegisterComponents() behind the assignments that ADR042 finds after it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RegisterComponentsLastFix)), Shared]
internal sealed class RegisterComponentsLastFix()
    : TorchCodeFix(ComponentAssignedAfterRegistrationAnalyzer.Descriptor, "Call RegisterComponents() at the end of the constructor")
{
    /// <inheritdoc/>
    protected override Task<Func<CancellationToken, Task<Document>>?> FindFixAsync(FixPlace place, CancellationToken stop)
    {
        if (!place.Diagnostic.Properties.ContainsKey(ComponentAssignedAfterRegistrationAnalyzer.OwnCall)
            || place.Node.FirstAncestorOrSelf<ConstructorDeclarationSyntax>()?.Body is not { } body
            || Statements.Leaves(body))
        {
            return Task.FromResult<Func<CancellationToken, Task<Document>>?>(null);
        }

        var calls = body.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(IsCall).ToList();
        return Task.FromResult(calls.Count == 1 && calls[0].Parent is ExpressionStatementSyntax statement && statement.Parent == body
            ? Replace(place, () => place.Root.ReplaceNode(
                body, body.WithStatements(body.Statements.Remove(statement).Add(Statements.WithoutBlankLineAbove(statement)))))
            : null);
    }

    private static bool IsCall(InvocationExpressionSyntax invocation) => invocation.Expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText == Components.Register,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access => access.Name.Identifier.ValueText == Components.Register,
        _ => false,
    };
}
