using System.Text;
using System.Xml;
using System.Xml.Linq;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AdaRank.Generators.Plugins;

/// <summary>Reads documentation comments from the source, also where the compiler was told to ignore them.</summary>
internal static class DocumentationReader
{
    private static readonly string[] Sections = ["summary", "value", "remarks"];

    public static DocumentationSpec Read(ISymbol symbol, CancellationToken stop)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            if (Text(reference.GetSyntax(stop)) is { Length: > 0 } text)
            {
                return Read(text);
            }
        }

        return DocumentationSpec.None;
    }

    private static DocumentationSpec Read(string text)
    {
        XElement comment;
        try
        {
            comment = XElement.Parse($"<comment>{text}</comment>", LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            // The compiler complains of it at the comment itself.
            return DocumentationSpec.None;
        }

        var sections = Sections
            .Select(name => comment.Element(name))
            .OfType<XElement>()
            .Select(static section => $"<{section.Name}>{Collapse(Markup(section))}</{section.Name}>");
        return new DocumentationSpec(
            comment.Element("summary") is { } summary ? Collapse(Plain(summary)) : "", sections.ToEquatableArray());
    }

    private static string Text(SyntaxNode declaration)
    {
        var text = new StringBuilder();
        foreach (var trivia in declaration.GetLeadingTrivia())
        {
            var isComment = trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)
                || (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && trivia.ToString().StartsWith("///", StringComparison.Ordinal));
            if (isComment || trivia.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia))
            {
                foreach (var line in trivia.ToFullString().Split('\n'))
                {
                    text.Append(WithoutExterior(line.Trim())).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    private static string WithoutExterior(string line)
    {
        if (line.StartsWith("///", StringComparison.Ordinal) || line.StartsWith("/**", StringComparison.Ordinal))
        {
            line = line.Substring(3);
        }
        else if (line.StartsWith("*", StringComparison.Ordinal) && !line.StartsWith("*/", StringComparison.Ordinal))
        {
            line = line.Substring(1);
        }

        return line.EndsWith("*/", StringComparison.Ordinal) ? line.Substring(0, line.Length - 2) : line;
    }

    private static string Plain(XElement element) => string.Concat(element.Nodes().Select(static node => node switch
    {
        XText text => text.Value,
        XElement inner => Reference(inner) ?? (inner.Name.LocalName is "para" or "item" ? $" {Plain(inner)} " : Plain(inner)),
        _ => "",
    }));

    private static string Markup(XElement element) => string.Concat(element.Nodes().Select(static node => node switch
    {
        XText text => Literal.Xml(text.Value),
        XElement inner when Reference(inner) is { } name => $"<c>{Literal.Xml(name)}</c>",
        XElement inner => $"<{inner.Name.LocalName}>{Markup(inner)}</{inner.Name.LocalName}>",
        _ => "",
    }));

    /// <summary>What an element that refers to something says; null for other elements.</summary>
    private static string? Reference(XElement element)
    {
        if (element.Name.LocalName is not ("see" or "seealso" or "paramref" or "typeparamref" or "inheritdoc"))
        {
            return null;
        }

        if (Plain(element) is { Length: > 0 } written)
        {
            return written;
        }

        var target = (string?)element.Attribute("langword") ?? (string?)element.Attribute("name") ?? (string?)element.Attribute("href");
        return target ?? LastPart((string?)element.Attribute("cref") ?? "");
    }

    private static string LastPart(string reference)
    {
        var parameters = reference.IndexOf('(');
        var name = parameters < 0 ? reference : reference.Substring(0, parameters);
        return name.Substring(name.LastIndexOf('.') + 1);
    }

    private static string Collapse(string text) =>
        string.Join(" ", text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
