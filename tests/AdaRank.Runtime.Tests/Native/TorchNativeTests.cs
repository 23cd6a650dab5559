using AdaRank.Native;
using TorchSharp;

namespace AdaRank.Tests.Native;

public sealed class TorchNativeTests
{
    [Fact]
    public void EnsureLoaded_ManyThreads_LoadsOnce()
    {
        var origins = new TorchNativeOrigin[32];

        Parallel.For(0, origins.Length, i =>
        {
            TorchNative.EnsureLoaded();
            origins[i] = TorchNative.Origin;
        });

        Assert.Single(origins.Distinct(ReferenceEqualityComparer.Instance));
    }

    [Fact]
    public void Origin_AfterLoading_NamesFilesInUse()
    {
        using var ones = torch.ones(2, 2);

        var origin = TorchNative.Origin;

        Assert.True(File.Exists(origin.ShimPath));
        Assert.Equal(origin.IsCorrected, origin.LoadedShimPath != origin.ShimPath);
        Assert.All(origin.LibTorchLibraries, library => Assert.True(File.Exists(Path.Combine(origin.LibTorchFolder, library))));
        Assert.True(origin.AnswersImports);
    }
}
