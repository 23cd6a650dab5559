using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Models;

/// <summary>All that declarations of a compilation say, as a number: what stands in bodies does not count.</summary>
/// <remarks>
/// Reading a model looks at declarations only, of any file, and at references. While these stay what they were, so does what was
/// read. Files may change their order. A file is hashed once, since trees are immutable.
/// </remarks>
internal sealed class DeclarationHash : IEquatable<DeclarationHash>
{
    private const ulong Seed = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    private static readonly ConditionalWeakTable<Compilation, DeclarationHash> Compilations = new();
    private static readonly ConditionalWeakTable<SyntaxTree, StrongBox<ulong>> Trees = new();

    private readonly ulong _trees;
    private readonly int _count;
    private readonly ImmutableArray<MetadataReference> _references;
    private readonly CompilationOptions _options;

    private DeclarationHash(Compilation compilation)
    {
        _references = compilation.ExternalReferences;
        _options = compilation.Options;
        foreach (var tree in compilation.SyntaxTrees)
        {
            _count++;
            _trees = unchecked(_trees + Trees.GetValue(tree, static tree => new StrongBox<ulong>(Hash(tree))).Value);
        }
    }

    public static DeclarationHash Of(Compilation compilation) => Compilations.GetValue(compilation, static compilation => new DeclarationHash(compilation));

    public bool Equals(DeclarationHash? other) => ReferenceEquals(this, other)
        || (other is not null
            && _trees == other._trees
            && _count == other._count
            && _options.Equals(other._options)
            && (_references == other._references || _references.SequenceEqual(other._references, ReferenceEquality.Instance)));

    public override bool Equals(object? obj) => Equals(obj as DeclarationHash);

    public override int GetHashCode() => _trees.GetHashCode();

    private static ulong Hash(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        var hash = Mix(Mix(Seed, tree.FilePath), (ulong)tree.Options.GetHashCode());

        // What a name or a question mark means depends on where such a directive stands.
        if (root.ContainsDirectives && root.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.NullableDirectiveTrivia)))
        {
            return Mix(hash, tree.ToString());
        }

        foreach (var item in root.DescendantNodesAndTokens(node => !IsBody(node)))
        {
            hash = Mix(hash, (ulong)item.RawKind);
            if (item.IsToken)
            {
                hash = Mix(hash, item.AsToken().ValueText);
            }
            else if (item.AsNode() is MemberDeclarationSyntax { AttributeLists.Count: > 0 } member)
            {
                hash = Mix(hash, TypeText.IsDocumented(member) ? 1UL : 2UL);
            }
            else if (item.AsNode() is { } node && IsBody(node) && node.FirstAncestorOrSelf<PropertyDeclarationSyntax>() is not null)
            {
                // By this word a property keeps a value of its own.
                hash = Mix(hash, node.DescendantTokens().Any(token => token.ValueText == "field") ? 1UL : 2UL);
            }
        }

        return hash;
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

    private static ulong Mix(ulong hash, string text)
    {
        foreach (var letter in text)
        {
            hash = unchecked((hash ^ letter) * Prime);
        }

        return Mix(hash, (ulong)text.Length);
    }

    private static ulong Mix(ulong hash, ulong value)
    {
        hash = unchecked((hash ^ value) * Prime);
        return unchecked((hash ^ (hash >> 32)) * Prime);
    }

    private sealed class ReferenceEquality : IEqualityComparer<MetadataReference>
    {
        public static readonly ReferenceEquality Instance = new();

        public bool Equals(MetadataReference? left, MetadataReference? right) => ReferenceEquals(left, right);

        public int GetHashCode(MetadataReference reference) => RuntimeHelpers.GetHashCode(reference);
    }
}
