using AdaRank.Catalogue;

namespace AdaRank.Composition;

/// <summary>Says how the parameters are trained whose checkpoint names match a pattern. A later call replaces an earlier one.</summary>
public sealed class MatchBuilder
{
    internal MatchBuilder(NamePattern pattern, string? origin) => Rule = new ParameterRule(pattern, origin);

    internal ParameterRule Rule { get; private set; }

    /// <summary>Trains them in low-rank subspaces of their gradients.</summary>
    /// <param name="group">The low-rank group; one that no attribute names is a new one, with the settings of all groups.</param>
    /// <exception cref="InvalidSettingException">The name is empty.</exception>
    public MatchBuilder LowRank(string group) => Treat(
        ParameterTreatment.LowRank,
        string.IsNullOrWhiteSpace(group) ? throw new InvalidSettingException("group", group, "name the low-rank group") : group);

    /// <summary>Trains them with the full-rank optimizer.</summary>
    public MatchBuilder FullRank() => Treat(ParameterTreatment.FullRank, null);

    /// <summary>Does not train them: they need no gradient any more, and get no state.</summary>
    public MatchBuilder Frozen() => Treat(ParameterTreatment.Frozen, null);

    /// <summary>Multiplies the learning rate.</summary>
    /// <param name="factor">Finite and at least 0. With W ← (1 - lr wd) W it changes the decay of a step too.</param>
    /// <exception cref="InvalidSettingException">It is negative or not finite.</exception>
    public MatchBuilder LearningRate(double factor)
    {
        Rule = Rule with { LearningRate = SettingsDraft.CheckRate("learning rate multiplier", factor) };
        return this;
    }

    /// <summary>Multiplies the weight decay.</summary>
    /// <param name="factor">Finite and at least 0.</param>
    /// <exception cref="InvalidSettingException">It is negative or not finite.</exception>
    public MatchBuilder Decay(double factor)
    {
        Rule = Rule with { Decay = SettingsDraft.CheckRate("weight decay multiplier", factor) };
        return this;
    }

    private MatchBuilder Treat(ParameterTreatment treatment, string? group)
    {
        Rule = Rule with { Treatment = (treatment, group) };
        return this;
    }
}
