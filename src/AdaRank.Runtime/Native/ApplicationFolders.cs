using System.Diagnostics.CodeAnalysis;
using TorchSharp;

namespace AdaRank.Native;

/// <summary>The folders in which an application may carry native libraries.</summary>
internal static class ApplicationFolders
{
    /// <summary>Lists the folders of this process in the order in which to look.</summary>
    /// <param name="platform">The system.</param>
    public static IReadOnlyList<string> List(NativePlatform platform)
    {
        // Set by the host: the folders of native package assets, and the extraction folder of a single file.
        var searched = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";

        return List(platform, [AppContext.BaseDirectory, .. searched.Split(Path.PathSeparator), TorchSharpFolder()]);
    }

    /// <summary>Lists given folders, each followed by its <c>runtimes</c> folder, without repetitions.</summary>
    /// <param name="platform">The system.</param>
    /// <param name="roots">The folders; empty ones are left out.</param>
    public static IReadOnlyList<string> List(NativePlatform platform, IEnumerable<string?> roots)
        => [.. roots
            .Where(static root => !string.IsNullOrWhiteSpace(root))
            .Select(static root => Path.TrimEndingDirectorySeparator(Path.GetFullPath(root!)))
            .SelectMany(root => new[] { root, Path.Combine(root, "runtimes", platform.Rid, "native") })
            .Distinct(StringComparer.Ordinal)];

    // typeof does not run the static constructor of torch, which would look for the libraries itself.
    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Empty in a single file, and left out then.")]
    private static string? TorchSharpFolder() => Path.GetDirectoryName(typeof(torch).Assembly.Location);
}
