using AdaRank.Generators.Models;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Edits;

/// <summary>Reads the declarations of one file, in one walk over them that leaves out bodies.</summary>
/// <param name="tree">The file.</param>
internal sealed class FileFactsReader(SyntaxTree tree)
{
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);
    private readonly HashSet<string> _namespaces = new(StringComparer.Ordinal);
    private readonly HashSet<string> _mentioned = new(StringComparer.Ordinal);
    private readonly HashSet<string> _mentionedForAll = new(StringComparer.Ordinal);
    private TextHash _hash = new();
    private TextHash _globalHash = new();
    private bool _isForAll;

    public FileFacts Read()
    {
        var root = (CompilationUnitSyntax)tree.GetRoot();
        _hash.Add(tree.FilePath);
        _hash.Add((ulong)tree.Options.GetHashCode());
        _hash.Add(SaysGenerated(root) ? 1UL : 0UL);
        foreach (var item in root.DescendantNodesAndTokens(static node => !IsBody(node)))
        {
            _hash.Add((ulong)item.RawKind);
            if (item.IsToken)
            {
                Add(item.AsToken());
            }
            else
            {
                Add(item.AsNode()!);
            }
        }

        // What a name or a question mark means depends on where such a directive stands.
        if (root.ContainsDirectives && root.DescendantTrivia().Any(static trivia => trivia.IsKind(SyntaxKind.NullableDirectiveTrivia)))
        {
            _hash.Add(tree.ToString());
        }

        AddForAll(root);
        return new FileFacts(
            _hash.Value, _isForAll ? _globalHash.Value : 0, [.. _declared], [.. _namespaces], _mentioned, [.. _mentionedForAll]);
    }

    private void Add(SyntaxToken token)
    {
        // Not its value, which is the same for 4 and 4L.
        _hash.Add(token.Text);
        if (token.IsKind(SyntaxKind.IdentifierToken))
        {
            _mentioned.Add(token.ValueText);
        }
    }

    private void Add(SyntaxNode node)
    {
        switch (node)
        {
            case BaseNamespaceDeclarationSyntax space:
                AddNamespace(space);
                break;
            case BaseTypeDeclarationSyntax type:
                Declare(type.Identifier);
                break;
            case DelegateDeclarationSyntax type:
                Declare(type.Identifier);
                break;
            case GlobalStatementSyntax:
                // They are the body of a method in a class of this name, which may have other parts.
                Declare("Program");
                break;
            case MethodDeclarationSyntax { ParameterList.Parameters: { Count: > 0 } parameters } method when parameters[0].Modifiers.Any(SyntaxKind.ThisKeyword):
                Declare(method.Identifier);
                break;
            case MethodDeclarationSyntax { Parent: ExtensionBlockDeclarationSyntax } method:
                Declare(method.Identifier);
                break;
            case PropertyDeclarationSyntax { Parent: ExtensionBlockDeclarationSyntax } property:
                Declare(property.Identifier);
                break;
        }

        if (node is MemberDeclarationSyntax { AttributeLists.Count: > 0 } member)
        {
            _hash.Add(TypeText.IsDocumented(member) ? 1UL : 2UL);
        }
        else if (IsBody(node) && node.FirstAncestorOrSelf<PropertyDeclarationSyntax>() is not null)
        {
            // By this word a property keeps a value of its own.
            _hash.Add(node.DescendantTokens().Any(static token => token.ValueText == "field") ? 1UL : 2UL);
        }
    }

    private void Declare(SyntaxToken name) => Declare(name.ValueText);

    private void Declare(string name)
    {
        const string Suffix = nameof(Attribute);
        _mentioned.Add(name);
        if (_declared.Add(name) && name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal))
        {
            _declared.Add(name.Substring(0, name.Length - Suffix.Length));
        }
    }

    private void AddNamespace(BaseNamespaceDeclarationSyntax space)
    {
        var name = "";
        foreach (var outer in space.AncestorsAndSelf().OfType<BaseNamespaceDeclarationSyntax>().Reverse())
        {
            foreach (var token in outer.Name.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken)))
            {
                name = name.Length == 0 ? token.ValueText : $"{name}.{token.ValueText}";
                _namespaces.Add(name);
            }
        }
    }

    private void AddForAll(CompilationUnitSyntax root)
    {
        var usings = root.Usings.Where(static directive => directive.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword)).ToList();

        // Attributes of the assembly can decide which internal types of others it sees.
        var nodes = usings.Concat(usings.Count > 0 ? root.Externs : Enumerable.Empty<SyntaxNode>()).Concat(root.AttributeLists);
        foreach (var token in nodes.SelectMany(static node => node.DescendantTokens()))
        {
            _isForAll = true;
            _globalHash.Add(token.Text);
            if (token.IsKind(SyntaxKind.IdentifierToken))
            {
                _mentionedForAll.Add(token.ValueText);
            }
        }

        // The compiler knows types of this namespace by itself: code that has a tuple does not mention ValueTuple.
        if (_namespaces.Contains(nameof(System)))
        {
            _isForAll = true;
            _globalHash.Add(_hash.Value);
        }
    }

    /// <summary>Code that runs, which no declaration depends on. The values of constants do count.</summary>
    private static bool IsBody(SyntaxNode node) => node switch
    {
        BlockSyntax or ArrowExpressionClauseSyntax or GlobalStatementSyntax => true,
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax } => true,
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax field } } =>
            !field.Modifiers.Any(SyntaxKind.ConstKeyword),
        _ => false,
    };

    /// <summary>Whether the compiler takes the file for a generated one, in which no question mark means null unless a directive says so.</summary>
    private static bool SaysGenerated(CompilationUnitSyntax root) => root.GetLeadingTrivia().Any(static trivia =>
        (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia))
        && trivia.ToString() is var text
        && (text.Contains("<autogenerated") || text.Contains("<auto-generated")));
}
