namespace AdaRank.Plugins.Folders;

/// <summary>Lists the assemblies of a folder that may be loaded. Any other plugin assembly there is refused.</summary>
public sealed class PluginAllowance
{
    private readonly Dictionary<string, string> _hashes = new(StringComparer.OrdinalIgnoreCase);

    internal PluginAllowance()
    {
    }

    internal IReadOnlyDictionary<string, string> Hashes => _hashes;

    /// <summary>Allows one assembly: one with plugins, or one that those need and the program does not have.</summary>
    /// <param name="name">Its name without the extension; its file in the folder is called that, with <c>.dll</c>.</param>
    /// <param name="sha256">The SHA-256 of the file's bytes, 64 hexadecimal digits.</param>
    /// <exception cref="InvalidSettingException">
    /// The name is empty or listed already, or the hash is no such number.
    /// </exception>
    public PluginAllowance Assembly(string name, string sha256)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new InvalidSettingException("allowed assembly", name, "give the assembly's name, for example 'Acme.Plugins'");
        }

        if (sha256 is not { Length: 64 } || !sha256.All(char.IsAsciiHexDigit))
        {
            throw new InvalidSettingException(
                $"SHA-256 of '{name}'", sha256, "give the 64 hexadecimal digits that sha256sum or Get-FileHash prints for its file");
        }

        if (!_hashes.TryAdd(name, sha256))
        {
            throw new InvalidSettingException("allowed assembly", name, "list it once: a file has one hash");
        }

        return this;
    }
}
