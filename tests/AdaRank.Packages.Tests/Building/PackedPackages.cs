using System.IO.Compression;
using System.Security;
using AdaRank.Packages.Tests.Building;

[assembly: AssemblyFixture(typeof(PackedPackages))]

namespace AdaRank.Packages.Tests.Building;

/// <summary>All packages of the repository, packed once, and folders in which strangers use them.</summary>
/// <remarks>
/// The packages are built in a folder of their own, since other tests run from the usual one at the same time. What
/// strangers restore goes into a folder of their own too, so that no cache hides a change; the packages of others come
/// from where the machine has them already.
/// </remarks>
public sealed class PackedPackages : IAsyncLifetime
{
    /// <summary>Version of the packages: one that no feed has.</summary>
    public const string Version = "0.1.0-packagestests";

    private readonly string _root = Directory.CreateTempSubdirectory("adarank-packages-").FullName;
    // Inside the checkout, so that its path is mapped to the same one on every machine.
    private readonly string _build = Path.Combine(Repository.Root, "artifacts", $"packages-tests-{Guid.NewGuid():N}");

    /// <summary>The folder with the packages.</summary>
    public string Feed => Path.Combine(_root, "feed");

    /// <summary>The folder with packages that strangers made.</summary>
    internal string StrangersFeed => Path.Combine(_root, "strangers-feed");

    /// <summary>Packs.</summary>
    public async ValueTask InitializeAsync()
    {
        await PackAsync(Feed);
        Directory.CreateDirectory(StrangersFeed);

        var packages = (await DotnetCommand.SucceedAsync(Repository.Root, "nuget", "locals", "global-packages", "--list"))
            .Split(": ", 2)[1].Trim();
        await File.WriteAllTextAsync(Path.Combine(_root, "nuget.config"), $"""
            <?xml version="1.0" encoding="utf-8"?>
            <configuration>
              <config>
                <add key="globalPackagesFolder" value="{SecurityElement.Escape(Path.Combine(_root, "packages"))}" />
              </config>
              <fallbackPackageFolders>
                <add key="machine" value="{SecurityElement.Escape(packages)}" />
              </fallbackPackageFolders>
              <packageSources>
                <add key="adarank-packed" value="{SecurityElement.Escape(Feed)}" />
                <add key="strangers" value="{SecurityElement.Escape(StrangersFeed)}" />
              </packageSources>
            </configuration>
            """);
    }

    /// <summary>Removes everything.</summary>
    public ValueTask DisposeAsync()
    {
        foreach (var folder in new[] { _root, _build })
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Opens a package.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="extension">Of its file: <c>nupkg</c> or <c>snupkg</c>.</param>
    internal ZipArchive Open(string id, string extension = "nupkg") =>
        ZipFile.OpenRead(Path.Combine(Feed, $"{id}.{Version}.{extension}"));

    /// <summary>Makes an empty folder, in which the packages can be restored.</summary>
    /// <param name="name">Its name.</param>
    internal string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_root, "strangers", name)).FullName;

    /// <summary>Builds all packages from scratch.</summary>
    /// <param name="feed">Where to put them.</param>
    internal async Task PackAsync(string feed)
    {
        // What is restored stays, what is built goes. Analyzers have seen the sources in the build that these tests belong to.
        foreach (var folder in new[] { "bin", "package" }.Select(name => Path.Combine(_build, name))
            .Concat(Directory.Exists(Path.Combine(_build, "obj")) ? Directory.GetDirectories(Path.Combine(_build, "obj"), "release", SearchOption.AllDirectories) : [])
            .Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }

        await DotnetCommand.SucceedAsync(
            Repository.Root, "pack", "build/Packages.slnf", "-c", "Release", $"-p:Version={Version}", $"-p:ArtifactsPath={_build}",
            "-p:ContinuousIntegrationBuild=true", "-p:RunAnalyzers=false");
        Directory.Move(Path.Combine(_build, "package", "release"), feed);
    }
}
