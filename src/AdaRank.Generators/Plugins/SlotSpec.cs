namespace AdaRank.Generators.Plugins;

/// <summary>The contract that a plugin fulfils.</summary>
/// <param name="Name">Name of the slot.</param>
/// <param name="Type">The interface as generated code refers to it.</param>
/// <param name="Major">Version that the plugin is compiled against.</param>
/// <param name="Minor">Version that the plugin is compiled against.</param>
internal sealed record SlotSpec(string Name, string Type, int Major, int Minor);
