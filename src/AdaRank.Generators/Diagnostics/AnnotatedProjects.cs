using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Generators.Diagnostics;

/// <summary>Projects that reference the annotations: in others there is nothing to look at.</summary>
internal static class AnnotatedProjects
{
    /// <summary>Has the types of such a project looked at.</summary>
    /// <param name="context">The analyzer's context.</param>
    /// <param name="analyze">Looks at one type.</param>
    public static void RegisterTypeAction(this AnalysisContext context, Action<SymbolAnalysisContext> analyze) =>
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName(WellKnownNames.ModelAttribute) is not null)
            {
                start.RegisterSymbolAction(analyze, SymbolKind.NamedType);
            }
        });
}
