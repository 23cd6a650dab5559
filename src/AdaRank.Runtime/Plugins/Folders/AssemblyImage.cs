using System.Security.Cryptography;

namespace AdaRank.Plugins.Folders;

/// <summary>A file of a plugin folder: its bytes, read once. They are what is hashed, examined and loaded.</summary>
/// <param name="FileName">The file's name.</param>
/// <param name="Bytes">All bytes of the file.</param>
/// <param name="Manifest">What its metadata say; null if it is no managed assembly.</param>
internal sealed record AssemblyImage(string FileName, byte[] Bytes, AssemblyManifest? Manifest)
{
    /// <summary>SHA-256 of the bytes, in lower-case hexadecimal digits.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Bytes));

    public static AssemblyImage Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return new AssemblyImage(Path.GetFileName(path), bytes, AssemblyManifest.Read(bytes));
    }
}
