using System.Collections.Immutable;
using AdaRank.Generators.Diagnostics;

namespace AdaRank.Generators.Plugins;

/// <summary>What reading a plugin gave: a spec, or what stands in its way.</summary>
/// <param name="Spec">The spec; null if there are findings.</param>
/// <param name="Findings">What is wrong, in the order of the class.</param>
internal sealed record PluginReading(PluginSpec? Spec, ImmutableArray<Finding> Findings);
