using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;

namespace AdaRank.Plugins.Folders;

/// <summary>Where the assemblies of one folder live. Contracts come from the program, everything else that is listed from here.</summary>
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private readonly Dictionary<string, AssemblyImage> _images;

    /// <param name="folder">For its name in debuggers.</param>
    /// <param name="images">The checked assemblies.</param>
    public PluginLoadContext(string folder, IEnumerable<AssemblyImage> images)
        : base($"AdaRank plugins of {folder}", isCollectible: true) =>
        _images = images.ToDictionary(image => image.Manifest!.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an assembly is the program's in every context, since plugin and engine speak with its types.</summary>
    public static bool IsShared(string name) =>
        name.Equals("TorchSharp", StringComparison.OrdinalIgnoreCase)
        || name.Equals("AdaRank", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("AdaRank.Abstractions", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("AdaRank.Runtime", StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith("Microsoft.Extensions.", StringComparison.OrdinalIgnoreCase)
            && (name.EndsWith(".Abstractions", StringComparison.OrdinalIgnoreCase)
                || name.EndsWith(".Options", StringComparison.OrdinalIgnoreCase)
                || name.EndsWith(".Primitives", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Loads a listed assembly from the bytes that were hashed.</summary>
    [RequiresUnreferencedCode(PluginFolder.NeedsWholeProgram)]
    public Assembly LoadListed(string name) => LoadFromStream(new MemoryStream(_images[name].Bytes, writable: false));

    /// <inheritdoc/>
    [UnconditionalSuppressMessage(
        "Trimming", "IL2026", Justification = "A context exists only where LoadPlugins was called, which says that it needs the whole program.")]
    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name is { } name && !IsShared(name) && _images.ContainsKey(name) ? LoadListed(name) : null;
}
