using System.Runtime.Versioning;
using AdaRank.Cuda.Compilation;

namespace AdaRank.Cuda.Tests.Compilation;

[UnsupportedOSPlatform("windows")]
public sealed class KernelCacheRightsTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly byte[] Image = [1, 2, 3];

    private readonly TemporaryFolder _folder = new();

    public KernelCacheRightsTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such rights.");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_NewFolders_AreForTheUserAlone()
    {
        new KernelCache(_folder.Path).Write("key", Image);

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder["adarank"]));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder["adarank", "cuda"]));
    }

    [Theory]
    [InlineData("adarank")]
    [InlineData("adarank", "cuda")]
    public void Read_FolderThatOthersCanWriteTo_IsNotBelievedUntilItIsOurs(params string[] folder)
    {
        var cache = new KernelCache(_folder.Path);
        cache.Write("key", Image);
        File.SetUnixFileMode(_folder[folder], OwnerOnly | UnixFileMode.OtherWrite);

        Assert.Null(cache.Read("key"));

        cache.Write("other", Image);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder[folder]));
        Assert.Equal(Image, cache.Read("other"));
    }
}
