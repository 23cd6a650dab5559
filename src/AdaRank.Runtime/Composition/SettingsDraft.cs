using AdaRank.Gradients;
using AdaRank.Optimization;
using AdaRank.Steps;

namespace AdaRank.Composition;

/// <summary>What code and configuration say, taken in the order in which they say it: later words win.</summary>
internal sealed class SettingsDraft(IReadOnlyDictionary<string, Action<GroupBuilder>> profiles)
{
    private readonly Dictionary<string, ParameterRule> _rules = new(StringComparer.Ordinal);

    /// <summary>What configuration has wrong.</summary>
    public ProblemList Problems { get; } = new();

    /// <summary>The profiles there are, by name.</summary>
    public IReadOnlyDictionary<string, Action<GroupBuilder>> Profiles { get; } = profiles;

    public string Profile { get; set; } = Composition.Profiles.AdaRankGrad;

    public StepScalars Scalars { get; set; } = new(1e-3, 0);

    public ulong Seed { get; set; }

    /// <summary>How weights in bf16 are updated; null if nothing was said.</summary>
    public WeightPrecision? Weights { get; set; }

    public SlotChoice<IFullRankStep> FullRankStep { get; set; } = new("full-rank step", "adam", []);

    /// <summary>Changes of every group.</summary>
    public List<Action<GroupBuilder>> AllGroups { get; } = [];

    /// <summary>Changes of single groups, by name.</summary>
    public Dictionary<string, GroupDraft> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>Patterns, in the order in which they were first given.</summary>
    public IEnumerable<ParameterRule> Rules => _rules.Values;

    public List<SlotChoice<IGradientTransform>> Transforms { get; } = [];

    public List<SlotChoice<IStepObserver>> Observers { get; } = [];

    /// <summary>Checks a learning rate, a decay or a factor of them.</summary>
    public static double CheckRate(string name, double value) => double.IsFinite(value) && value >= 0
        ? value
        : throw new InvalidSettingException(name, value, "use a finite number of at least 0");

    /// <summary>Checks a precision of weights.</summary>
    public static WeightPrecision CheckPrecision(WeightPrecision precision) => Enum.IsDefined(precision)
        ? precision
        : throw new InvalidSettingException("weight precision", precision, $"use {string.Join(" or ", Enum.GetNames<WeightPrecision>())}");

    public void ChangeGroup(string name, string? origin, Action<GroupBuilder> change)
    {
        if (!Groups.TryGetValue(name, out var group))
        {
            Groups[name] = group = new GroupDraft();
        }

        group.Origin = origin ?? group.Origin;
        group.Changes.Add(change);
    }

    public void AddRule(ParameterRule rule) =>
        _rules[rule.Pattern.Text] = _rules.TryGetValue(rule.Pattern.Text, out var known) ? known.Then(rule) : rule;

    /// <summary>Adds a plugin to a chain, or changes the options of one that is there.</summary>
    public static void AddToChain<TSlot>(List<SlotChoice<TSlot>> chain, string slot, string key, IReadOnlyList<OptionsChange> changes, string? origin)
        where TSlot : class
    {
        var at = chain.FindIndex(choice => choice.Key == key);
        if (at < 0)
        {
            chain.Add(new SlotChoice<TSlot>(slot, key, changes, origin));
        }
        else
        {
            chain[at] = chain[at].Choose(key, changes, origin);
        }
    }

    /// <summary>Applies profile, general and own settings of a group, in this order.</summary>
    public GroupBuilder Configure(string? group, ProblemList problems)
    {
        var builder = new GroupBuilder();
        var own = group is null ? [] : Groups.GetValueOrDefault(group)?.Changes ?? [];
        foreach (var change in AllGroups.Prepend(Profiles[Profile]).Concat(own))
        {
            try
            {
                change(builder);
            }
            catch (InvalidSettingException problem)
            {
                problems.Add(problem, group is null ? "all groups" : $"group '{group}'");
            }
        }

        return builder;
    }
}
