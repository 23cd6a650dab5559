using AdaRank.Cuda.Compilation;

namespace AdaRank.Cuda.Tests.Compilation;

public sealed class KernelCacheTests : IDisposable
{
    private static readonly byte[] Image = [.. Enumerable.Range(0, 1000).Select(static value => (byte)value)];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_AfterWriteByAnother_GivesTheSameBytes()
    {
        Assert.True(new KernelCache(_folder.Path).Write("key", Image));

        Assert.Equal(Image, new KernelCache(_folder.Path).Read("key"));
    }

    [Fact]
    public void Read_OtherKey_FindsNothing()
    {
        var cache = new KernelCache(_folder.Path);
        cache.Write("key", Image);

        Assert.Null(cache.Read("other"));
    }

    [Fact]
    public void Write_Again_ReplacesAndLeavesNoOtherFile()
    {
        var cache = new KernelCache(_folder.Path);
        cache.Write("key", Image);
        cache.Write("key", [1, 2, 3]);

        Assert.Equal([1, 2, 3], cache.Read("key"));
        Assert.Equal([cache.PathOf("key")!], Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Read_EachByteDamagedInTurn_IsNotBelieved()
    {
        var cache = new KernelCache(_folder.Path);
        cache.Write("key", [1, 2, 3, 4]);
        var good = File.ReadAllBytes(cache.PathOf("key")!);

        for (var i = 0; i < good.Length; i++)
        {
            var bad = good.ToArray();
            bad[i] ^= 0x10;
            File.WriteAllBytes(cache.PathOf("key")!, bad);

            Assert.Null(cache.Read("key"));
        }
    }

    [Fact]
    public void Read_EachLengthTooShort_IsNotBelieved()
    {
        var cache = new KernelCache(_folder.Path);
        cache.Write("key", [1, 2, 3, 4]);
        var good = File.ReadAllBytes(cache.PathOf("key")!);

        for (var length = 0; length < good.Length; length++)
        {
            File.WriteAllBytes(cache.PathOf("key")!, good[..length]);

            Assert.Null(cache.Read("key"));
        }
    }

    [Fact]
    public void Read_SomethingBehindTheEnd_IsNotBelieved()
    {
        var cache = new KernelCache(_folder.Path);
        cache.Write("key", Image);
        File.AppendAllText(cache.PathOf("key")!, "x");

        Assert.Null(cache.Read("key"));
    }

    [Fact]
    public void Write_PlaceThatIsNoFolder_KeepsNothingAndDoesNotThrow()
    {
        var cache = new KernelCache(_folder.WithFile("a file"));

        Assert.False(cache.Write("key", Image));
        Assert.Null(cache.Read("key"));
    }

    [Fact]
    public void Read_PlaceOfTheFileIsAFolder_FindsNothing()
    {
        var cache = new KernelCache(_folder.Path);
        cache.Write("other", Image);
        Directory.CreateDirectory(cache.PathOf("key")!);

        Assert.Null(cache.Read("key"));
        Assert.False(cache.Write("key", Image));
        Assert.Empty(Directory.GetFiles(_folder["adarank", "cuda"], "*.tmp", new EnumerationOptions { AttributesToSkip = 0 }));
    }

    [Fact]
    public void None_AnyUse_FindsAndKeepsNothing()
    {
        Assert.False(KernelCache.None.Write("key", Image));
        Assert.Null(KernelCache.None.Read("key"));
        Assert.Null(KernelCache.None.PathOf("key"));
    }

    [Fact]
    public async Task Write_ManyAtOnce_ReadersSeeWholeFilesOnly()
    {
        byte[][] images = [.. Enumerable.Range(1, 4).Select(static value => Enumerable.Repeat((byte)value, 100_000 * value).ToArray())];
        new KernelCache(_folder.Path).Write("key", images[0]);
        using var stop = new CancellationTokenSource();
        var writers = images.Select(image => Task.Run(() =>
        {
            var cache = new KernelCache(_folder.Path);
            for (var i = 0; i < 25; i++)
            {
                cache.Write("key", image);
            }
        })).ToArray();

        var reader = Task.Run(() =>
        {
            var seen = 0;
            while (!stop.IsCancellationRequested)
            {
                var image = new KernelCache(_folder.Path).Read("key");
                Assert.NotNull(image);
                Assert.Equal(100_000 * image[0], image.Length);
                Assert.DoesNotContain(image, value => value != image[0]);
                seen++;
            }

            return seen;
        });
        await Task.WhenAll(writers);
        await stop.CancelAsync();

        Assert.True(await reader > 0);
    }

    [Theory]
    [InlineData(false, null, "/caches", "/home/me", "/caches")]
    [InlineData(false, null, null, "/home/me", "/home/me/.cache")]
    [InlineData(false, null, "relative", "/home/me", "/home/me/.cache")]
    [InlineData(false, null, "", "", null)]
    [InlineData(false, null, null, "relative", null)]
    [InlineData(true, "C:/Users/me/AppData/Local", "/caches", "/home/me", "C:/Users/me/AppData/Local")]
    [InlineData(true, "", "/caches", "/home/me", null)]
    public void UserCache_Environment_FollowsTheRulesOfTheSystem(bool isWindows, string? local, string? cacheHome, string? home, string? expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The paths of the table are those of Linux.");

        Assert.Equal(expected, KernelCache.UserCache(isWindows, local, cacheHome, home));
    }
}
