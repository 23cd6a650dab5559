namespace AdaRank.Generators.Plugins;

/// <summary>One line of a manifest.</summary>
/// <param name="Slot">Name of the slot.</param>
/// <param name="Key">Key of the plugin.</param>
/// <param name="Contract">Version of the contract that it was built for.</param>
/// <param name="Type">Metadata name of the class.</param>
internal sealed record PluginEntry(string Slot, string Key, string Contract, string Type);
