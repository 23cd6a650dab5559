using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Analyzers.CodeFixes.Devices;

/// <summary>Changes the order of statements of one block where that changes nothing but the order.</summary>
internal static class StatementOrder
{
    /// <summary>Puts one statement behind a later one, or the later one before it, whichever the code between allows.</summary>
    /// <param name="root">The root of the document.</param>
    /// <param name="model">Its semantic model.</param>
    /// <param name="early">A node inside the statement that is to come second.</param>
    /// <param name="late">A node inside the statement that is to come first.</param>
    /// <returns>The changed root; null if no change is safe.</returns>
    public static SyntaxNode? Swap(SyntaxNode root, SemanticModel model, SyntaxNode early, SyntaxNode late)
    {
        if (Statements.Around(early) is not { } first
            || Statements.ListOf(first) is not { } list
            || list.FirstOrDefault(statement => statement.Span.Contains(late.Span)) is not { } last)
        {
            return null;
        }

        var from = IndexOf(list, first);
        var to = IndexOf(list, last);
        if (from >= to || first is not (LocalDeclarationStatementSyntax or ExpressionStatementSyntax))
        {
            return null;
        }

        if (CanPass(model, first, list, from + 1, to))
        {
            return Move(root, list, from, to);
        }

        return last is ExpressionStatementSyntax && CanPass(model, last, list, from, to - 1) ? Move(root, list, to, from) : null;
    }

    /// <summary>Whether a statement and those it passes do not touch each other's variables.</summary>
    private static bool CanPass(SemanticModel model, StatementSyntax moved, IReadOnlyList<StatementSyntax> list, int first, int last)
    {
        var own = model.AnalyzeDataFlow(moved);
        var passed = model.AnalyzeDataFlow(list[first], list[last]);
        if (own is not { Succeeded: true } || passed is not { Succeeded: true })
        {
            return false;
        }

        var touched = new HashSet<ISymbol>(
            passed.ReadInside.Concat(passed.WrittenInside).Concat(passed.VariablesDeclared), SymbolEqualityComparer.Default);
        var written = new HashSet<ISymbol>(passed.WrittenInside.Concat(passed.VariablesDeclared), SymbolEqualityComparer.Default);
        if (own.WrittenInside.Concat(own.VariablesDeclared).Any(touched.Contains) || own.ReadInside.Any(written.Contains))
        {
            return false;
        }

        // Data flow knows nothing of fields: no statement that is passed may mention a member that this one assigns.
        var members = moved.DescendantNodes()
            .OfType<AssignmentExpressionSyntax>()
            .Select(assignment => model.GetSymbolInfo(assignment.Left).Symbol)
            .Where(symbol => symbol is IFieldSymbol or IPropertySymbol)
            .ToList();
        return members.Count == 0 || !Enumerable.Range(first, last - first + 1)
            .SelectMany(index => list[index].DescendantNodes().OfType<SimpleNameSyntax>())
            .Any(name => members.Contains(model.GetSymbolInfo(name).Symbol, SymbolEqualityComparer.Default));
    }

    private static int IndexOf(IReadOnlyList<StatementSyntax> list, StatementSyntax statement)
    {
        for (var index = 0; index < list.Count; index++)
        {
            if (list[index] == statement)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>Each place keeps the empty lines above it: the statements move, the paragraphs stay.</summary>
    private static SyntaxNode Move(SyntaxNode root, IReadOnlyList<StatementSyntax> list, int from, int to)
    {
        var order = Enumerable.Range(0, list.Count).ToList();
        order.RemoveAt(from);
        order.Insert(to, from);
        var places = new Dictionary<SyntaxNode, SyntaxNode>();
        for (var place = 0; place < list.Count; place++)
        {
            if (order[place] != place)
            {
                places.Add(list[place], list[order[place]].WithLeadingTrivia(
                    BlankLines(list[place]).Concat(Rest(list[order[place]]))));
            }
        }

        return root.ReplaceNodes(places.Keys, (original, _) => places[original]);
    }

    private static IEnumerable<SyntaxTrivia> BlankLines(StatementSyntax statement) =>
        statement.GetLeadingTrivia().TakeWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));

    private static IEnumerable<SyntaxTrivia> Rest(StatementSyntax statement) =>
        statement.GetLeadingTrivia().SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
}
