namespace AdaRank.Plugins;

/// <summary>A plugin that has something to do between being built and its first use.</summary>
/// <remarks>
/// For what a constructor should not do: reading a table, asking for memory, announcing itself. The engine starts the
/// plugins of an optimizer once each, in the order of <see cref="PluginAttribute.After"/> and
/// <see cref="PluginAttribute.Before"/>, when the optimizer is made.
/// </remarks>
public interface IPluginStart
{
    /// <summary>Gets ready. Called once, before any other method of the plugin.</summary>
    /// <remarks>
    /// What it throws ends the making of the optimizer; plugins that were started before are stopped then, this one is
    /// not.
    /// </remarks>
    void Start();
}
