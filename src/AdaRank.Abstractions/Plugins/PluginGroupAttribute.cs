namespace AdaRank.Plugins;

/// <summary>Makes a partial class the group of all plugins of its assembly, for <c>AddPlugins&lt;TGroup&gt;()</c>.</summary>
/// <remarks>
/// Its implementation of <see cref="IPluginGroup"/> is generated. An assembly without such a class gets a group named
/// after itself, <c>AcmeResearchPlugins</c> for <c>Acme.Research</c>, in the namespace of that name. Give the attribute
/// to one class only: of several, the manifest names the first by name.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PluginGroupAttribute : Attribute;
