using System.Globalization;
using AdaRank.Optimization;
using Microsoft.Extensions.Configuration;

namespace AdaRank.Composition;

/// <summary>Takes a section of configuration into a draft. What it cannot use becomes a problem with its full path.</summary>
/// <remarks>No reflection: every name is written here, and options of plugins set themselves from text.</remarks>
internal sealed class ConfigurationReader(SettingsDraft draft)
{
    public void Read(IConfigurationSection section)
    {
        RefuseValue(section);
        Dispatch(section, new(StringComparer.OrdinalIgnoreCase)
        {
            ["Profile"] = ReadProfile,
            ["LearningRate"] = child => ReadRate(child, value => draft.Scalars = draft.Scalars with { LearningRate = value }),
            ["WeightDecay"] = child => ReadRate(child, value => draft.Scalars = draft.Scalars with { WeightDecay = value }),
            ["Seed"] = ReadSeed,
            ["Weights"] = child => ReadPrecision(child, value => draft.Weights = value),
            ["AllGroups"] = child => draft.AllGroups.Add(ChangeOf(child)),
            ["Groups"] = child => ReadEach(child, group => draft.ChangeGroup(group.Key, group.Path, ChangeOf(group))),
            ["Match"] = child => ReadEach(child, ReadRule),
            ["FullRankStep"] = child => draft.FullRankStep = draft.FullRankStep.Choose(ReadPlugin(child)),
            ["GradientTransforms"] = child => ReadChain(
                child, (key, plugin) => SettingsDraft.AddToChain(draft.Transforms, "gradient transform", key, plugin.Changes, plugin.Path)),
            ["Observers"] = child => ReadChain(
                child, (key, plugin) => SettingsDraft.AddToChain(draft.Observers, "observer", key, plugin.Changes, plugin.Path)),
        });
    }

    /// <summary>A section that must be there: a wrong name would otherwise change nothing, and say nothing.</summary>
    public void ReadRequired(IConfigurationSection section)
    {
        if (section.Exists())
        {
            Read(section);
        }
        else
        {
            draft.Problems.Add(
                "configuration section", section.Path, "add it, or bind it with isOptional: true if it may be absent");
        }
    }

    private Action<GroupBuilder> ChangeOf(IConfigurationSection section)
    {
        RefuseValue(section);
        var group = new ConfiguredGroup(section.Path);
        Dispatch(section, new(StringComparer.OrdinalIgnoreCase)
        {
            ["Ranks"] = child => ReadRanks(child, group),
            ["Refresh"] = child => group.Refresh = ReadPlugin(child),
            ["Basis"] = child => group.Basis = ReadPlugin(child),
            ["Rank"] = child => group.Rank = ReadPlugin(child),
            ["Transport"] = child => group.Transport = ReadPlugin(child),
            ["Step"] = child => group.Step = ReadPlugin(child),
            ["Weights"] = child => ReadPrecision(child, value => group.Weights = value),
            ["RankFilters"] = child => ReadChain(child, (key, plugin) => group.RankFilters.Add((key, plugin))),
            ["FullRank"] = child => ReadFullRank(child, group),
        });
        return builder => builder.Apply(group);
    }

    /// <summary><c>true</c>, or a full-rank step of the group's own.</summary>
    private void ReadFullRank(IConfigurationSection section, ConfiguredGroup group)
    {
        if (string.Equals(section.Value, "false", StringComparison.OrdinalIgnoreCase))
        {
            draft.Problems.Add(section.Path, ValueOf(section), "use true, or the key of a full-rank step, or leave it out");
            return;
        }

        group.IsFullRank = true;
        if (!string.Equals(section.Value, "true", StringComparison.OrdinalIgnoreCase))
        {
            group.FullRankStep = ReadPlugin(section);
        }
    }

    private void ReadProfile(IConfigurationSection section)
    {
        if (section.Value is { } name && draft.Profiles.ContainsKey(name))
        {
            draft.Profile = name;
            return;
        }

        var known = draft.Profiles.Keys.Order(StringComparer.Ordinal).ToArray();
        draft.Problems.Add(
            section.Path, ValueOf(section), Nearest.Suggest(section.Value ?? "", known, $"choose one of {string.Join(", ", known)}"));
    }

    private void ReadSeed(IConfigurationSection section)
    {
        if (ulong.TryParse(section.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
        {
            draft.Seed = seed;
        }
        else
        {
            draft.Problems.Add(section.Path, ValueOf(section), $"use a whole number from 0 to {ulong.MaxValue}");
        }
    }

    private void ReadRanks(IConfigurationSection section, ConfiguredGroup group)
    {
        RefuseValue(section);
        Dispatch(section, new(StringComparer.OrdinalIgnoreCase)
        {
            ["Lowest"] = child => ReadCount(child, value => group.Lowest = value),
            ["Highest"] = child => ReadCount(child, value => group.Highest = value),
            ["Stride"] = child => ReadCount(child, value => group.Stride = value),
        });
    }

    private void ReadRule(IConfigurationSection section)
    {
        RefuseValue(section);
        var match = new MatchBuilder(new NamePattern(section.Key), section.Path);
        var before = draft.Problems.Count;
        Dispatch(section, new(StringComparer.OrdinalIgnoreCase)
        {
            ["LowRank"] = child =>
            {
                if (string.IsNullOrWhiteSpace(child.Value))
                {
                    draft.Problems.Add(child.Path, ValueOf(child), "name the low-rank group");
                }
                else
                {
                    match.LowRank(child.Value);
                }
            },
            ["FullRank"] = child => ReadSwitch(child, () => match.FullRank()),
            ["Frozen"] = child => ReadSwitch(child, () => match.Frozen()),
            ["LearningRate"] = child => ReadRate(child, value => match.LearningRate(value)),
            ["Decay"] = child => ReadRate(child, value => match.Decay(value)),
        });

        var treatments = section.GetChildren()
            .Select(child => child.Key)
            .Where(key => key.ToUpperInvariant() is "LOWRANK" or "FULLRANK" or "FROZEN")
            .ToArray();
        if (treatments.Length > 1)
        {
            draft.Problems.Add(section.Path, string.Join(" and ", treatments), "keep one of them: they exclude each other");
        }
        else if (match.Rule.SaysNothing && draft.Problems.Count == before)
        {
            draft.Problems.Add(section.Path, ValueOf(section), "say what to do: LowRank, FullRank, Frozen, LearningRate or Decay");
        }

        draft.AddRule(match.Rule);
    }

    /// <summary>A plugin stands as <c>"key"</c>, or as a section with <c>Key</c> and its options, or with options alone.</summary>
    private ConfiguredPlugin ReadPlugin(IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        var keySection = children.Find(child => string.Equals(child.Key, "Key", StringComparison.OrdinalIgnoreCase));
        var key = keySection is null ? section.Value : keySection.Value;
        if (keySection is not null && section.Value is { } other && other != key)
        {
            draft.Problems.Add(keySection.Path, ValueOf(keySection), $"keep one key: {section.Path} is '{other}'");
        }

        if (key is null ? keySection is not null || children.Count == 0 : string.IsNullOrWhiteSpace(key))
        {
            draft.Problems.Add(section.Path, ValueOf(section), "name a plugin by its key, or change an option");
        }

        return new ConfiguredPlugin(string.IsNullOrWhiteSpace(key) ? null : key, ReadOptions(children.Where(child => child != keySection)), keySection?.Path ?? section.Path);
    }

    private void ReadChain(IConfigurationSection section, Action<string, ConfiguredPlugin> add) => ReadEach(section, child =>
    {
        // A list of keys, or an object of keys with options.
        var isEntry = int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _) && child.Value is not null;
        if (!isEntry && child.Value is { Length: > 0 } value && !string.Equals(value, "true", StringComparison.OrdinalIgnoreCase))
        {
            draft.Problems.Add(child.Path, value, "use true, or a section of options");
        }

        add(isEntry ? child.Value! : child.Key, new ConfiguredPlugin(null, ReadOptions(child.GetChildren()), child.Path));
    });

    private List<OptionsChange> ReadOptions(IEnumerable<IConfigurationSection> sections)
    {
        var changes = new List<OptionsChange>();
        foreach (var option in sections)
        {
            if (option.Value is null)
            {
                draft.Problems.Add(option.Path, ValueOf(option), "use a single value");
            }
            else
            {
                changes.Add(new TextChange(option.Key, option.Value, option.Path));
            }
        }

        return changes;
    }

    private void ReadRate(IConfigurationSection section, Action<double> use)
    {
        if (double.TryParse(section.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) && value >= 0)
        {
            use(value);
        }
        else
        {
            draft.Problems.Add(section.Path, ValueOf(section), "use a finite number of at least 0, written like 0.001 or 1e-3");
        }
    }

    private void ReadPrecision(IConfigurationSection section, Action<WeightPrecision> use)
    {
        // By name: a number would be taken for one, too.
        var names = Enum.GetNames<WeightPrecision>();
        var index = Array.FindIndex(names, name => string.Equals(name, section.Value, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
        {
            use(Enum.GetValues<WeightPrecision>()[index]);
        }
        else
        {
            draft.Problems.Add(section.Path, ValueOf(section), Nearest.Suggest(section.Value ?? "", names, $"use {string.Join(" or ", names)}"));
        }
    }

    private void ReadCount(IConfigurationSection section, Action<int> use)
    {
        if (int.TryParse(section.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            use(value);
        }
        else
        {
            draft.Problems.Add(section.Path, ValueOf(section), "use a whole number of at least 1");
        }
    }

    private void ReadSwitch(IConfigurationSection section, Action use)
    {
        if (string.Equals(section.Value, "true", StringComparison.OrdinalIgnoreCase))
        {
            use();
        }
        else
        {
            draft.Problems.Add(section.Path, ValueOf(section), "use true, or leave it out");
        }
    }

    private void ReadEach(IConfigurationSection section, Action<IConfigurationSection> read)
    {
        RefuseValue(section);
        foreach (var child in section.GetChildren())
        {
            read(child);
        }
    }

    private void Dispatch(IConfigurationSection section, Dictionary<string, Action<IConfigurationSection>> names)
    {
        foreach (var child in section.GetChildren())
        {
            if (names.TryGetValue(child.Key, out var read))
            {
                read(child);
            }
            else
            {
                draft.Problems.Add(
                    child.Path, ValueOf(child), Nearest.Suggest(child.Key, names.Keys, $"use one of {string.Join(", ", names.Keys)}"));
            }
        }
    }

    private void RefuseValue(IConfigurationSection section)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            draft.Problems.Add(section.Path, section.Value, "use a section with names, not a single value");
        }
    }

    private static object? ValueOf(IConfigurationSection section) =>
        section.Value is null && section.GetChildren().Any() ? new Words("a section") : section.Value;
}
