using AdaRank.Packages.Tests.Building;

namespace AdaRank.Packages.Tests.Samples;

/// <summary>The sample that makes a plugin package and uses it, outside this repository.</summary>
internal static class CustomPluginSample
{
    /// <summary>Its folder in the repository.</summary>
    public static string Source { get; } = Path.Combine(Repository.Root, "samples", "CustomPlugin");

    /// <summary>Copies the sample, and packs its plugin.</summary>
    /// <param name="packages">The packages that it uses.</param>
    /// <param name="name">Name of the copy.</param>
    /// <returns>The folder of the copy, with <c>App</c> in it.</returns>
    public static async Task<string> CopyAsync(PackedPackages packages, string name)
    {
        var folder = packages.NewFolder(name);
        foreach (var file in Directory.EnumerateFiles(Source, "*", SearchOption.AllDirectories))
        {
            // Its nuget.config names the folder that its README packs to; what a developer built there must not matter.
            var path = Path.GetRelativePath(Source, file);
            if (path == "nuget.config" || path.Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj"))
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
            File.Copy(file, Path.Combine(folder, path));
        }

        await DotnetCommand.SucceedAsync(
            folder, "pack", "Plugin", "-c", "Release", "-o", packages.StrangersFeed, $"-p:AdaRankVersion={PackedPackages.Version}");
        return folder;
    }
}
