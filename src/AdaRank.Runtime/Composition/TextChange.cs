using AdaRank.Plugins;

namespace AdaRank.Composition;

/// <summary>A change of one option that was asked for in configuration.</summary>
/// <param name="Name">The option's name, in any case.</param>
/// <param name="Text">The value as it is written.</param>
/// <param name="Path">Where it stands in configuration.</param>
internal sealed record TextChange(string Name, string Text, string Path) : OptionsChange
{
    public override string Describe() => Path;

    public override void Apply(IPluginOptions options, PluginDescriptor plugin)
    {
        var isKnown = false;
        try
        {
            isKnown = options.TrySet(Name, Text);
        }
        catch (InvalidSettingException problem)
        {
            throw new InvalidSettingException(Path, Text, problem.Remedy);
        }

        if (!isKnown)
        {
            throw new InvalidSettingException(Path, Text, NoSuchOption(options, plugin));
        }
    }

    /// <summary>Whether a message about an option is about this one, however its name is written there.</summary>
    public bool IsAbout(InvalidSettingException problem) =>
        string.Equals(problem.Setting.Replace(" ", "", StringComparison.Ordinal), Name, StringComparison.OrdinalIgnoreCase);

    private string NoSuchOption(IPluginOptions options, PluginDescriptor plugin)
    {
        var names = plugin.Tunables.Select(tunable => tunable.Name).ToArray();
        return names switch
        {
            [] when options is NoOptions => $"leave it out: '{plugin.Key}' has no options",
            [] => $"use an option of '{plugin.Key}': it has none of this name that configuration can set",
            _ => Nearest.Suggest(Name, names, $"use an option of '{plugin.Key}': {string.Join(", ", names)}"),
        };
    }
}
