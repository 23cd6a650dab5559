namespace AdaRank.Plugins;

/// <summary>Makes a contract a slot: plugins that implement it are chosen by key.</summary>
/// <remarks>
/// The version is that of the contract alone. A new minor version only adds (new members go into new interfaces); a
/// plugin built for another major version, or for a later minor one, is refused at start-up.
/// </remarks>
/// <param name="name">The slot's name as users write it in configuration, in kebab-case: <c>rank</c>.</param>
/// <param name="major">Raised by a breaking change, at least 1.</param>
/// <param name="minor">Raised by an addition, at least 0.</param>
[AttributeUsage(AttributeTargets.Interface, Inherited = false)]
public sealed class PluginSlotAttribute(string name, int major, int minor) : Attribute
{
    /// <summary>The slot's name as users write it in configuration.</summary>
    public string Name { get; } = name;

    /// <summary>Raised by a breaking change.</summary>
    public int Major { get; } = major;

    /// <summary>Raised by an addition.</summary>
    public int Minor { get; } = minor;
}
