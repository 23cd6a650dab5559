namespace AdaRank.Plugins.Folders;

/// <summary>One plugin as the metadata of its assembly name it.</summary>
/// <param name="Slot">Name of the slot.</param>
/// <param name="Key">Key of the plugin.</param>
/// <param name="Contract">Version of the slot's contract, as text.</param>
internal sealed record ManifestLine(string Slot, string Key, string Contract)
{
    public string Id => $"{Slot}/{Key}";
}
