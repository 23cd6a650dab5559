using AdaRank.Plugins;

namespace AdaRank.Composition;

/// <summary>One change that a user asked for in the options of a plugin.</summary>
internal abstract record OptionsChange
{
    /// <summary>What the change is for, for messages.</summary>
    public abstract string Describe();

    /// <summary>Makes the change.</summary>
    /// <param name="options">Fresh options, or those that earlier changes left.</param>
    /// <param name="plugin">The plugin that they belong to.</param>
    /// <exception cref="InvalidSettingException">The options are another plugin's, or there is no such option or value.</exception>
    public abstract void Apply(IPluginOptions options, PluginDescriptor plugin);
}
