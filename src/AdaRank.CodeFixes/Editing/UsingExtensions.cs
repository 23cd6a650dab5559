using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AdaRank.CodeFixes.Editing;

/// <summary>Adds using directives.</summary>
internal static class UsingExtensions
{
    /// <summary>Adds a using directive to the file, in alphabetical order, unless it is there.</summary>
    public static void AddUsing(this SyntaxEditor editor, string space) =>
        editor.ReplaceNode(editor.OriginalRoot, (current, _) => WithUsing((CompilationUnitSyntax)current, space));

    private static CompilationUnitSyntax WithUsing(CompilationUnitSyntax file, string space)
    {
        var plain = file.Usings.Where(directive => directive.Alias is null && directive.StaticKeyword.IsKind(SyntaxKind.None)).ToList();
        if (plain.Any(directive => directive.Name?.ToString() == space))
        {
            return file;
        }

        var added = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(space))
            .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space))
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);
        if (file.Usings.Count == 0)
        {
            var first = file.GetFirstToken();
            var header = first.LeadingTrivia;
            return file.ReplaceToken(first, first.WithLeadingTrivia(SyntaxFactory.ElasticLineFeed))
                .WithUsings(SyntaxFactory.SingletonList(added.WithLeadingTrivia(header)));
        }

        var before = plain.LastOrDefault(directive => string.CompareOrdinal(directive.Name?.ToString(), space) < 0);
        var index = before is null ? 0 : file.Usings.IndexOf(before) + 1;
        if (index > 0)
        {
            return file.WithUsings(file.Usings.Insert(index, added));
        }

        var next = file.Usings[0];
        return file.WithUsings(file.Usings
            .Replace(next, next.WithLeadingTrivia())
            .Insert(0, added.WithLeadingTrivia(next.GetLeadingTrivia())));
    }
}
