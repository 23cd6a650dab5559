using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace AdaRank.Analyzers.CodeFixes;

/// <summary>What fixes do with statements.</summary>
internal static class Statements
{
    /// <summary>A new statement, to be laid out like the code around it.</summary>
    public static StatementSyntax Parse(string text) => SyntaxFactory.ParseStatement(text)
        .WithLeadingTrivia(SyntaxFactory.ElasticMarker)
        .WithTrailingTrivia(SyntaxFactory.ElasticMarker)
        .WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>Whether the body can be left before its end, other than by an exception.</summary>
    public static bool Leaves(BlockSyntax body) => body
        .DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
        .Any(node => node is ReturnStatementSyntax or GotoStatementSyntax);

    /// <summary>The statement with its comments, but without empty lines before it.</summary>
    public static TStatement WithoutBlankLineAbove<TStatement>(TStatement statement)
        where TStatement : StatementSyntax =>
        statement.WithLeadingTrivia(statement.GetLeadingTrivia().SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)));

    /// <summary>The statement that stands in a list of statements, around a node; null where there is none.</summary>
    public static StatementSyntax? Around(SyntaxNode node) => node
        .AncestorsAndSelf()
        .OfType<StatementSyntax>()
        .FirstOrDefault(statement => statement is not BlockSyntax && ListOf(statement) is not null);

    /// <summary>The statements among which one stands: those of a block, of a switch section or of a top-level program.</summary>
    public static IReadOnlyList<StatementSyntax>? ListOf(StatementSyntax statement) => statement.Parent switch
    {
        BlockSyntax block => block.Statements,
        SwitchSectionSyntax section => section.Statements,
        GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } =>
            [.. unit.Members.OfType<GlobalStatementSyntax>().Select(member => member.Statement)],
        _ => null,
    };
}
