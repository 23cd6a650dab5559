namespace AdaRank.Plugins;

/// <summary>Makes a class a plugin: an implementation of exactly one slot that users choose by its key.</summary>
/// <remarks>
/// A class that implements a contract with <see cref="PluginSlotAttribute"/> and has one public constructor is enough.
/// The constructor may take services, and options of its own (a class that implements <see cref="IPluginOptions"/>);
/// without such options, public settable properties with <see cref="TunableAttribute"/> become options that are
/// generated. Registration and manifest are generated too. Plugins are built once per optimizer group and shared by
/// threads, so they keep no state.
/// </remarks>
/// <param name="key">The name by which users choose it, in kebab-case, unique in its slot: <c>energy-threshold</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PluginAttribute(string key) : Attribute
{
    /// <summary>The name by which users choose the plugin.</summary>
    public string Key { get; } = key;

    /// <summary>Plugins after which this one runs and starts: keys of its own slot, or <c>slot/key</c>. Absent ones are ignored.</summary>
    public string[] After { get; init; } = [];

    /// <summary>Plugins before which this one runs and starts: keys of its own slot, or <c>slot/key</c>. Absent ones are ignored.</summary>
    public string[] Before { get; init; } = [];

    /// <summary>Plugins without which this one is refused at start-up: keys of its own slot, or <c>slot/key</c>.</summary>
    public string[] Requires { get; init; } = [];
}
