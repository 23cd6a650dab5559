using System.Collections.Immutable;
using AdaRank.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Models;

/// <summary>What reading a class gave: a spec, or what stands in its way. Lives no longer than the reading.</summary>
/// <param name="Spec">The spec; null if there are findings, or errors of which the compiler complains.</param>
/// <param name="Findings">What is wrong, in the order of the class.</param>
/// <param name="Components">What the annotated members declare, for rules that compare them.</param>
internal sealed record ModelReading(
    ModelSpec? Spec, ImmutableArray<Finding> Findings, ImmutableArray<ComponentReading> Components);

/// <summary>One annotated member as it was read.</summary>
/// <param name="Member">The property or field.</param>
/// <param name="Annotations">Its attributes.</param>
/// <param name="Spec">The component; null if something is wrong with it.</param>
internal sealed record ComponentReading(ISymbol Member, Annotations Annotations, ComponentSpec? Spec);
