namespace AdaRank.Generators.Plugins;

/// <summary>What the manifest needs to know of the assembly.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">The namespace of its group, unless the user has one: the name as a C# namespace.</param>
/// <param name="GroupName">The name of that group.</param>
internal sealed record PluginAssembly(string Name, string Namespace, string GroupName);
