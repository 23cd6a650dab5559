using Microsoft.CodeAnalysis;

namespace AdaRank.Analyzers.Flow;

/// <summary>The part of a body in which a dispose scope is open.</summary>
/// <param name="Around">The block that declares the scope, or the body of its <c>using</c> statement.</param>
/// <param name="Start">Where in the file it opens. It closes with <paramref name="Around"/>.</param>
internal readonly record struct ScopeRegion(IOperation Around, int Start)
{
    /// <summary>Where in the file the scope closes.</summary>
    public int End => Around.Syntax.Span.End;

    /// <summary>Whether something at this place of the file happens while the scope is open.</summary>
    public bool Contains(int position) => position >= Start && position < End;
}
