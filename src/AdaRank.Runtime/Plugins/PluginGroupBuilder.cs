namespace AdaRank.Plugins;

/// <summary>Changes what a group of plugins declares.</summary>
public sealed class PluginGroupBuilder
{
    internal PluginGroupBuilder()
    {
    }

    internal List<string> Disabled { get; } = [];

    internal List<string> Replacing { get; } = [];

    /// <summary>Leaves a plugin of the group out.</summary>
    /// <param name="plugin">Its key, or <c>slot/key</c> where the group has the key in several slots.</param>
    public PluginGroupBuilder Disable(string plugin)
    {
        Disabled.Add(plugin);
        return this;
    }

    /// <summary>Lets a plugin of the group take the place of the one of that slot and key that was declared before.</summary>
    /// <param name="plugin">Its key, or <c>slot/key</c> where the group has the key in several slots.</param>
    public PluginGroupBuilder Replace(string plugin)
    {
        Replacing.Add(plugin);
        return this;
    }
}
