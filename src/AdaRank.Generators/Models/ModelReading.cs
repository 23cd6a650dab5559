using System.Collections.Immutable;
using AdaRank.Generators.Diagnostics;

namespace AdaRank.Generators.Models;

/// <summary>What reading a class gave: a spec, or what stands in its way.</summary>
/// <param name="Spec">The spec; null if there are findings.</param>
/// <param name="Findings">What is wrong, in the order of the class.</param>
internal sealed record ModelReading(ModelSpec? Spec, ImmutableArray<Finding> Findings);
