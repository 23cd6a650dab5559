using Microsoft.CodeAnalysis;

namespace AdaRank.Analyzers.CodeFixes.Syntax;

/// <summary>Where something was reported, with what a fix needs to know about it.</summary>
/// <param name="Document">The file.</param>
/// <param name="Root">Its syntax.</param>
/// <param name="Model">Its meaning.</param>
/// <param name="Diagnostic">The report.</param>
internal sealed record ReportedPlace(Document Document, SyntaxNode Root, SemanticModel Model, Diagnostic Diagnostic)
{
    /// <summary>The innermost node that spans the report.</summary>
    public SyntaxNode Node => Root.FindNode(Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
}
