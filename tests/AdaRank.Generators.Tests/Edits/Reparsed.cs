using AdaRank.Generators.Tests.Harness;
using Microsoft.CodeAnalysis.CSharp;

namespace AdaRank.Generators.Tests.Edits;

/// <summary>Makes compilations of which nothing can be remembered.</summary>
internal static class Reparsed
{
    /// <summary>A compilation of the same files, each parsed anew.</summary>
    public static CSharpCompilation Copy(CSharpCompilation compilation) => compilation.RemoveAllSyntaxTrees()
        .AddSyntaxTrees(compilation.SyntaxTrees.Select(tree => Sources.Parse(tree.FilePath, tree.ToString())));
}
