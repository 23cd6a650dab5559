using Microsoft.CodeAnalysis;

namespace AdaRank.Analyzers.CodeFixes;

/// <summary>Where a rule reported something, and what is known of the code there.</summary>
/// <param name="Document">The file.</param>
/// <param name="Root">Its syntax.</param>
/// <param name="Model">Its meaning.</param>
/// <param name="Diagnostic">The report.</param>
internal sealed record FixPlace(Document Document, SyntaxNode Root, SemanticModel Model, Diagnostic Diagnostic)
{
    /// <summary>The innermost node that covers the report.</summary>
    public SyntaxNode Node => Root.FindNode(Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);

    /// <summary>What TorchSharp is called in this compilation.</summary>
    public TorchTypes? Types => TorchTypes.Find(Model.Compilation);
}
