using System.Diagnostics.CodeAnalysis;
using TorchSharp;

namespace AdaRank.Native;

/// <summary>The folders in which an application may carry native libraries.</summary>
internal sealed class ApplicationFolders
{
    /// <summary>Lists the folders of an application.</summary>
    /// <param name="platform">The system.</param>
    /// <param name="importFolders">The folders in which the runtime looks for imports of TorchSharp, in its order.</param>
    /// <param name="baseFolder">The folder of the program.</param>
    public ApplicationFolders(NativePlatform platform, IEnumerable<string?> importFolders, string baseFolder)
    {
        Imports = Normalize(importFolders);
        var roots = Normalize([.. Imports, baseFolder]);

        // What the runtime would find comes first, so that nothing else is chosen as long as it finds something.
        All = Normalize(
        [
            .. roots,
            .. roots.Select(root => Path.Combine(root, "runtimes", platform.Rid, "native")),
            .. roots.Select(static root => Path.Combine(root, "libtorch")),
        ]);
    }

    /// <summary>The folders in which the runtime looks when TorchSharp loads a library by its name, in its order.</summary>
    public IReadOnlyList<string> Imports { get; }

    /// <summary>All folders in the order in which to look.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>The folders of this process.</summary>
    /// <param name="platform">The system.</param>
    public static ApplicationFolders OfThisProcess(NativePlatform platform)
    {
        // Set by the host: the folders of native package assets, and the extraction folder of a single file.
        var searched = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";

        return new ApplicationFolders(platform, [.. searched.Split(Path.PathSeparator), TorchSharpFolder()], AppContext.BaseDirectory);
    }

    private static string[] Normalize(IEnumerable<string?> folders)
        => [.. folders
            .Where(static folder => !string.IsNullOrWhiteSpace(folder))
            .Select(static folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder!)))
            .Distinct(StringComparer.Ordinal)];

    // typeof does not run the static constructor of torch, which would look for the libraries itself.
    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Empty in a single file, and left out then.")]
    private static string? TorchSharpFolder() => Path.GetDirectoryName(typeof(torch).Assembly.Location);
}
