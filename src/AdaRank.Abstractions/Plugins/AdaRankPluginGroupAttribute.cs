namespace AdaRank.Plugins;

/// <summary>Names the class that registers all plugins of an assembly. Generated; at most one in an assembly.</summary>
/// <param name="group">A public class that implements <see cref="IPluginGroup"/>.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class AdaRankPluginGroupAttribute(Type group) : Attribute
{
    /// <summary>The class that registers all plugins of the assembly.</summary>
    public Type Group { get; } = group;
}
