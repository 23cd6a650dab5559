using System.Composition;
using AdaRank.Analyzers.CodeFixes.Syntax;
using AdaRank.Analyzers.Flow;
using AdaRank.Analyzers.Lifetime;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.CodeFixes.Lifetime;

/// <summary>ADR060: opens a scope at the start of the loop's body, and moves out of it what the loop keeps.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class OpenScopeInLoopFix() : TorchCodeFix("ADR060", "Open a dispose scope in each round")
{
    /// <inheritdoc/>
    protected override async Task<SyntaxNode?> ChangeAsync(FixPlace place, CancellationToken stop)
    {
        if (place.Root.FindToken(place.Diagnostic.Location.SourceSpan.Start).Parent?.FirstAncestorOrSelf<StatementSyntax>(IsLoop) is not { } loop
            || BodyOf(loop) is not { } body)
        {
            return null;
        }

        // Loops around this one may get a scope by the same fix.
        var wish = loop.Ancestors().TakeWhile(node => node is not MemberDeclarationSyntax and not AnonymousFunctionExpressionSyntax).Any(IsLoop) ? "stepScope" : "scope";
        var line = TorchSyntax.UsingVar(
            loop.UnusedName(wish), place.Model.TorchCall(body.SpanStart, "NewDisposeScope"));
        var block = body is BlockSyntax existing
            ? existing.WithStatements(existing.Statements.Insert(0, line))
            : SyntaxFactory.Block(line, body.WithoutTrivia().WithTrailingTrivia(SyntaxFactory.ElasticLineFeed))
                .WithTrailingTrivia(body.GetTrailingTrivia())
                .WithAdditionalAnnotations(Formatter.Annotation);
        var mark = new SyntaxAnnotation();
        var root = place.Root.ReplaceNode(body, block.WithAdditionalAnnotations(mark));
        var document = place.Document.WithSyntaxRoot(root);

        return await MoveOutAsync(document, mark, stop).ConfigureAwait(false);
    }

    /// <summary>Moves what the rule about leaving tensors now finds in the body.</summary>
    private static async Task<SyntaxNode?> MoveOutAsync(Document document, SyntaxAnnotation mark, CancellationToken stop)
    {
        var root = (await document.GetSyntaxRootAsync(stop).ConfigureAwait(false))!;
        var model = (await document.GetSemanticModelAsync(stop).ConfigureAwait(false))!;
        if (TorchTypes.Find(model.Compilation) is not { } types)
        {
            return null;
        }

        var escapes = new Escapes(new TensorCalls(types));
        var body = root.GetAnnotatedNodes(mark).Single();
        var moved = new List<SyntaxNode>();
        foreach (var node in body.DescendantNodes())
        {
            var found = model.GetOperation(node, stop) switch
            {
                IAssignmentOperation assignment => escapes.OfAssignment(assignment, model.GetEnclosingSymbol(node.SpanStart, stop)!),
                IReturnOperation @return => escapes.OfReturn(@return),
                IInvocationOperation call => escapes.OfAdd(call),
                _ => [],
            };
            moved.AddRange(found.Where(escape => escape.Local is null).Select(escape => escape.Value.Syntax));
        }

        return root.ReplaceNodes(moved.Distinct(), (_, node) => MoveTensorOutFix.Move(node));
    }

    private static bool IsLoop(SyntaxNode node) =>
        node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax;

    private static StatementSyntax? BodyOf(SyntaxNode loop) => loop switch
    {
        ForStatementSyntax statement => statement.Statement,
        CommonForEachStatementSyntax statement => statement.Statement,
        WhileStatementSyntax statement => statement.Statement,
        DoStatementSyntax statement => statement.Statement,
        _ => null,
    };
}
