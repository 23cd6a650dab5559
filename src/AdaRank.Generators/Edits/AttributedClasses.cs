using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Edits;

/// <summary>Finds the classes of a file that have attributes, once for a file, since trees are immutable.</summary>
/// <remarks>Classes stand in namespaces and in types, so nothing else is looked at: most nodes of a file stand in bodies.</remarks>
internal static class AttributedClasses
{
    private static readonly ConditionalWeakTable<SyntaxTree, List<ClassDeclarationSyntax>> Known = new();

    public static IReadOnlyList<ClassDeclarationSyntax> Of(SyntaxTree tree) => Known.GetValue(tree, static tree =>
    {
        List<ClassDeclarationSyntax> found = [];
        Collect(((CompilationUnitSyntax)tree.GetRoot()).Members, found);
        return found;
    });

    private static void Collect(SyntaxList<MemberDeclarationSyntax> members, List<ClassDeclarationSyntax> found)
    {
        foreach (var member in members)
        {
            switch (member)
            {
                case BaseNamespaceDeclarationSyntax space:
                    Collect(space.Members, found);
                    break;
                case TypeDeclarationSyntax type:
                    if (type is ClassDeclarationSyntax { AttributeLists.Count: > 0 } attributed)
                    {
                        found.Add(attributed);
                    }

                    Collect(type.Members, found);
                    break;
            }
        }
    }
}
