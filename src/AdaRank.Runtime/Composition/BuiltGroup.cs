using AdaRank.Optimization;
using AdaRank.Steps;

namespace AdaRank.Composition;

/// <summary>A group with its plugins, before a model is known.</summary>
/// <param name="Plugins">What trains it; null if it is trained at full rank.</param>
/// <param name="FullRankStep">The step of its own by which it is trained at full rank; null if it has none.</param>
/// <param name="Used">The plugins to start before it trains.</param>
internal sealed record BuiltGroup(LowRankGroup? Plugins, IFullRankStep? FullRankStep, IReadOnlyList<UsedPlugin> Used)
{
    /// <summary>How its weights in bf16 are updated; null if it says nothing of it.</summary>
    public WeightPrecision? Weights { get; init; }
}
