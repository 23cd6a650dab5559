using AdaRank.Optimization;
using AdaRank.Steps;

namespace AdaRank.Composition;

/// <summary>Everything that settings ask for, built and checked, before a model is known.</summary>
/// <param name="Profile">The name of the profile.</param>
/// <param name="Groups">The groups that have settings of their own.</param>
/// <param name="Otherwise">What any other group gets.</param>
/// <param name="FullRankStep">The step of the parameters that are not projected.</param>
/// <param name="Chains">What stands around the core.</param>
/// <param name="Shared">The plugins that every optimizer starts, whatever its groups.</param>
/// <param name="Rules">Patterns over the parameters.</param>
/// <param name="Origins">Where in configuration a group stands, for messages.</param>
internal sealed record BuiltComposition(
    string Profile,
    IReadOnlyDictionary<string, BuiltGroup> Groups,
    BuiltGroup Otherwise,
    IFullRankStep FullRankStep,
    StepChains Chains,
    IReadOnlyList<UsedPlugin> Shared,
    IReadOnlyList<ParameterRule> Rules,
    IReadOnlyDictionary<string, string?> Origins)
{
    /// <summary>How weights in bf16 are updated where their group says nothing of it; null if nothing was said.</summary>
    public WeightPrecision? Weights { get; init; }

    /// <summary>What a group of a model gets.</summary>
    public BuiltGroup GroupFor(string name) => Groups.GetValueOrDefault(name, Otherwise);
}
