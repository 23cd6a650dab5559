using AdaRank.Steps;

namespace AdaRank.Composition;

/// <summary>What a builder collected, unchanging from here on.</summary>
internal sealed record OptimizerSettings(
    string ProfileName,
    Action<GroupBuilder> Profile,
    IReadOnlyList<Action<GroupBuilder>> AllGroups,
    IReadOnlyDictionary<string, List<Action<GroupBuilder>>> Groups,
    SlotChoice<IFullRankStep> FullRankStep,
    double LearningRate,
    double WeightDecay,
    ulong Seed)
{
    /// <summary>Applies profile, general and own settings of a group, in this order.</summary>
    public GroupBuilder Configure(string group)
    {
        var builder = new GroupBuilder();
        Profile(builder);
        foreach (var change in AllGroups.Concat(Groups.GetValueOrDefault(group, [])))
        {
            change(builder);
        }

        return builder;
    }
}
