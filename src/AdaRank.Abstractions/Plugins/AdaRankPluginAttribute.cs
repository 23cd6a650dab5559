namespace AdaRank.Plugins;

/// <summary>One line of an assembly's plugin manifest. Generated; read from metadata, before any code of the assembly runs.</summary>
/// <param name="slot">Name of the slot.</param>
/// <param name="key">Key of the plugin.</param>
/// <param name="contract">Version of the slot's contract that the plugin was built for: <c>1.0</c>.</param>
/// <param name="plugin">The class.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class AdaRankPluginAttribute(string slot, string key, string contract, Type plugin) : Attribute
{
    /// <summary>Name of the slot.</summary>
    public string Slot { get; } = slot;

    /// <summary>Key of the plugin.</summary>
    public string Key { get; } = key;

    /// <summary>Version of the slot's contract that the plugin was built for.</summary>
    public string Contract { get; } = contract;

    /// <summary>The class.</summary>
    public Type Plugin { get; } = plugin;
}
