using System.Runtime.Versioning;
using AdaRank.Native;

namespace AdaRank.Tests.Native;

[SupportedOSPlatform("linux")]
public sealed class CorrectedShimTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Everybody = OwnerOnly
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static readonly byte[] Content = [.. Enumerable.Range(0, 1000).Select(static i => (byte)i)];

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _problems = [];

    public CorrectedShimTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux needs a corrected shim.");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/cache", "/home/me", "/cache")]
    [InlineData(null, "/home/me", "/home/me/.cache")]
    [InlineData("", "/home/me", "/home/me/.cache")]
    [InlineData("relative", "/home/me", "/home/me/.cache")]
    [InlineData(null, "relative", null)]
    [InlineData(null, null, null)]
    public void UserCache_Environment_FollowsXdg(string? cacheHome, string? home, string? expected)
        => Assert.Equal(expected, CorrectedShim.UserCache(cacheHome, home));

    [Fact]
    public void Place_EmptyCache_WritesForTheOwnerAlone()
    {
        using var shim = Place();

        Assert.Equal(Content, File.ReadAllBytes(shim.Path));
        Assert.Equal([shim.Path], Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(shim.Path));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.GetDirectoryName(shim.Path)!));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder["adarank"]));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Place_CachedAlready_LeavesTheFileAlone()
    {
        using var first = Place();
        File.SetLastWriteTimeUtc(first.Path, DateTime.UnixEpoch);

        using var second = Place();

        Assert.Equal(first.Path, second.Path);
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(second.Path));
    }

    [Fact]
    public void Place_CachedFileOfSameLengthDiffersInOneByte_ReplacesIt()
    {
        using var first = Place();
        var wrong = (byte[])Content.Clone();
        wrong[^1] ^= 1;
        File.WriteAllBytes(first.Path, wrong);

        using var second = Place();

        Assert.Equal(Content, File.ReadAllBytes(second.Path));
    }

    [Fact]
    public void Place_OtherContent_GoesElsewhere()
    {
        using var first = Place();

        using var second = Place([.. Content, 1]);

        Assert.NotEqual(first.Path, second.Path);
        Assert.Equal(Content, File.ReadAllBytes(first.Path));
    }

    [Fact]
    public void Place_FolderOpenToEverybody_IsClosed()
    {
        Directory.CreateDirectory(_folder["adarank", "native"]);
        File.SetUnixFileMode(_folder["adarank"], Everybody);
        File.SetUnixFileMode(_folder["adarank", "native"], Everybody);

        using var shim = Place();

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder["adarank"]));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder["adarank", "native"]));
    }

    [Fact]
    public void Place_CacheIsAFile_GoesToATemporaryFolderAndCleansUp()
    {
        File.WriteAllText(_folder["file"], "");

        var shim = CorrectedShim.Place(Content, "shim.so", _folder["file"], _problems).First();

        Assert.Equal(Content, File.ReadAllBytes(shim.Path));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.GetDirectoryName(shim.Path)!));
        Assert.Contains(_folder["file"], Assert.Single(_problems), StringComparison.Ordinal);
        shim.Dispose();
        Assert.False(Directory.Exists(Path.GetDirectoryName(shim.Path)));
    }

    [Fact]
    public void Place_CachedCopyWasNoUse_OffersATemporaryOne()
    {
        var offered = CorrectedShim.Place(Content, "shim.so", _folder.Path, _problems).ToList();

        Assert.Equal(2, offered.Count);
        Assert.StartsWith(_folder.Path, offered[0].Path, StringComparison.Ordinal);
        Assert.False(offered[1].Path.StartsWith(_folder.Path, StringComparison.Ordinal));
        offered.ForEach(static shim => shim.Dispose());
        Assert.True(File.Exists(offered[0].Path));
        Assert.False(File.Exists(offered[1].Path));
    }

    [Fact]
    public async Task Place_ManyAtOnce_EachFindsAWholeFile()
    {
        var wholes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() =>
        {
            using var shim = Place();
            return File.ReadAllBytes(shim.Path).AsSpan().SequenceEqual(Content);
        })));

        Assert.DoesNotContain(false, wholes);
        Assert.Single(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    private CorrectedShim Place(byte[]? content = null) => CorrectedShim.Place(content ?? Content, "shim.so", _folder.Path, _problems).First();
}
