using Microsoft.CodeAnalysis.Testing;

namespace AdaRank.Analyzers.Tests.Harness;

/// <summary>Fills a project of the test library with what user code compiles with.</summary>
internal static class UserProject
{
    /// <summary>The test library would download reference assemblies; these name none.</summary>
    public static ReferenceAssemblies NoDownloads { get; } = new("none");

    public static void Fill(SolutionState state)
    {
        state.ReferenceAssemblies = NoDownloads;
        state.AdditionalReferences.AddRange(UserCode.References);
        state.Sources.Add(("Usings.cs", UserCode.GlobalUsings));
    }
}
