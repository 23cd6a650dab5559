using Microsoft.CodeAnalysis;

namespace AdaRank.CodeFixes.Editing;

/// <summary>A diagnostic and the document around it.</summary>
internal sealed class Place(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken stop)
{
    public SyntaxNode Root { get; } = root;

    public SemanticModel Model { get; } = model;

    public Diagnostic Diagnostic { get; } = diagnostic;

    public CancellationToken Stop { get; } = stop;

    /// <summary>The innermost node of a kind that contains the diagnostic, or null.</summary>
    public T? Find<T>()
        where T : SyntaxNode =>
        Root.FindNode(Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<T>();
}
