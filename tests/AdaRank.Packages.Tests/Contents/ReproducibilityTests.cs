using System.IO.Compression;
using System.Text;
using AdaRank.Packages.Tests.Building;

namespace AdaRank.Packages.Tests.Contents;

public sealed class ReproducibilityTests(PackedPackages packages)
{
    [Fact]
    public async Task Pack_FromScratchAgain_GivesTheSameAssembliesAndSymbols()
    {
        var again = Path.Combine(packages.NewFolder("again"), "feed");

        await packages.PackAsync(again);

        var (first, second) = (Binaries(packages.Feed), Binaries(again));
        Assert.NotEmpty(first);
        Assert.Equal(first.Keys, second.Keys);
        List<string> differing = [.. first.Keys.Where(name => first[name] != second[name])];
        Assert.Empty(differing);
    }

    [Fact]
    public void Packages_PathsOfTheMachine_DoNotShow()
    {
        var leaks =
            from file in Directory.GetFiles(packages.Feed, "*.*nupkg")
            from entry in Contents(file)
            where Encoding.UTF8.GetString(entry.Content).Contains(Repository.Root, StringComparison.Ordinal)
            select $"{Path.GetFileName(file)}: {entry.Path}";

        Assert.Empty(leaks);
    }

    [Fact]
    public void Symbols_Sources_LieUnderTheSamePathOnEveryMachine()
    {
        var sources =
            from file in Directory.GetFiles(packages.Feed, "*.snupkg")
            from entry in Contents(file)
            where Path.GetExtension(entry.Path) == ".pdb"
            from source in PortableSymbols.Sources(entry.Content)
            select source;

        Assert.NotEmpty(sources);
        Assert.All(sources, static source => Assert.StartsWith("/_/", source, StringComparison.Ordinal));
    }

    private static SortedDictionary<string, string> Binaries(string feed) =>
        new(
            (from file in Directory.GetFiles(feed, "*.*nupkg")
             from entry in Contents(file)
             where Path.GetExtension(entry.Path) is ".dll" or ".pdb" or ".xml"
             select (Name: $"{Path.GetFileName(file)}/{entry.Path}", entry.Content))
            .ToDictionary(
                static entry => entry.Name,
                static entry => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(entry.Content))),
            StringComparer.Ordinal);

    private static List<(string Path, byte[] Content)> Contents(string file)
    {
        using var package = ZipFile.OpenRead(file);
        return [.. PackedProject.Files(package).Select(path => (path, PackedProject.Read(package, path)))];
    }
}
