using AdaRank.Cuda.Native;

namespace AdaRank.Cuda.Tests.Native;

public sealed class CudaLibraryLocatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_EveryPlaceHasOne_FollowsTheDocumentedOrder()
    {
        string[] expected =
        [
            _folder.WithFile("elsewhere", "libcublas-37d11411.so.12"),
            _folder.WithFile("app", "libcublas.so.12"),
            _folder.WithFile("app", "runtimes", "linux-x64", "native", "libcublas-0a1b2c3d.so.12"),
            _folder.WithFile("site-packages", "nvidia", "cu13", "lib", "libcublas.so.13"),
            _folder.WithFile("site-packages", "nvidia", "cublas", "lib", "libcublas.so.12"),
            _folder.WithFile("site-packages", "torch", "lib", "libcublas-4e5f6a7b.so.12"),
            _folder.WithFile("cuda", "lib64", "libcublas.so.13"),
            "libcublas.so.13", "libcublas.so.12", "libcublas.so",
        ];
        var locator = Locator(new CudaSearchPlaces
        {
            LoadedFiles = ["/usr/lib/libc.so.6", expected[0]],
            Application = [_folder["app"], _folder["app", "runtimes", "linux-x64", "native"]],
            LibTorch = [_folder["site-packages", "torch", "lib"]],
            Toolkits = [_folder["cuda"]],
        });

        Assert.Equal(expected, Paths(locator.Find(CudaLibrary.Blas)));
    }

    [Theory]
    [InlineData("cu13", "libnvrtc.so.13")]
    [InlineData("cuda_nvrtc", "libnvrtc.so.12")]
    public void Find_PythonPackageBesideTorch_IsFound(string package, string file)
    {
        var expected = _folder.WithFile("site-packages", "nvidia", package, "lib", file);
        _folder.WithFile("site-packages", "nvidia", package, "lib", "libnvrtc-builtins.so.13.0");
        _folder.WithFile("site-packages", "nvidia", package, "lib", "libnvrtc.alt.so.13");
        var locator = Locator(new CudaSearchPlaces { LibTorch = [_folder["site-packages", "torch", "lib"]] });

        Assert.Equal(new CudaLibraryCandidate(expected, CudaLibraryOrigin.PyTorch), locator.Find(CudaLibrary.Nvrtc)[0]);
    }

    [Fact]
    public void Find_LibTorchOfNuGet_TakesTheHashedNameAndNoCompanion()
    {
        var expected = _folder.WithFile("native", "libnvrtc-b51b459d.so.12");
        _folder.WithFile("native", "libnvrtc-builtins.so.12.8");
        _folder.WithFile("native", "libnvrtc-b51b459d.alt.so.12");
        _folder.WithFile("native", "libcaffe2_nvrtc.so");
        var locator = Locator(new CudaSearchPlaces { LibTorch = [_folder["native"]] });

        var files = Paths(locator.Find(CudaLibrary.Nvrtc).Where(static candidate => candidate.Origin == CudaLibraryOrigin.PyTorch));

        Assert.Equal([expected], files);
    }

    [Fact]
    public void Find_SeveralVersionsInOneFolder_NewestFirst()
    {
        string[] expected =
        [
            _folder.WithFile("cuda", "lib64", "libcublas.so.13.0.2"),
            _folder.WithFile("cuda", "lib64", "libcublas.so.13"),
            _folder.WithFile("cuda", "lib64", "libcublas.so.12"),
            _folder.WithFile("cuda", "lib64", "libcublas.so"),
        ];
        var locator = Locator(new CudaSearchPlaces { Toolkits = [_folder["cuda"]] });

        Assert.Equal(expected, Paths(locator.Find(CudaLibrary.Blas)).Take(4));
    }

    [Fact]
    public void Find_LoadedAndFoundAgain_IsListedOnce()
    {
        var path = _folder.WithFile("app", "libcublas.so.13");
        var locator = Locator(new CudaSearchPlaces { LoadedFiles = [path], Application = [_folder["app"]] });

        Assert.Single(locator.Find(CudaLibrary.Blas), candidate => candidate.PathOrName == path);
    }

    [Fact]
    public void Find_Driver_IsNeverTakenFromApplicationOrToolkit()
    {
        _folder.WithFile("app", "libcuda.so.1");
        _folder.WithFile("site-packages", "torch", "lib", "libcuda.so.1");
        _folder.WithFile("cuda", "lib64", "libcuda.so.1");
        var own = _folder.WithFile("wsl", "libcuda.so.1");
        var locator = Locator(new CudaSearchPlaces
        {
            Application = [_folder["app"]],
            LibTorch = [_folder["site-packages", "torch", "lib"]],
            Toolkits = [_folder["cuda"]],
            Driver = [_folder["wsl"]],
        });

        Assert.Equal(["libcuda.so.1", own], Paths(locator.Find(CudaLibrary.Driver)));
    }

    [Fact]
    public void Find_Windows_LooksInBinFoldersOfToolkitsForItsOwnNames()
    {
        string[] expected =
        [
            _folder.WithFile("v13.0", "bin", "x64", "cublas64_13.dll"),
            _folder.WithFile("v12.8", "bin", "cublas64_12.dll"),
        ];
        _folder.WithFile("v13.0", "bin", "x64", "cublasLt64_13.dll");
        var locator = new CudaLibraryLocator(CudaFileNames.Windows, new CudaSearchPlaces { Toolkits = [_folder["v13.0"], _folder["v12.8"]] });

        Assert.Equal([.. expected, "cublas64_13.dll", "cublas64_12.dll"], Paths(locator.Find(CudaLibrary.Blas)));
    }

    [Fact]
    public void Find_NothingAnywhere_LeavesItToTheSystem()
        => Assert.Equal(
            ["libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so"],
            Paths(Locator(new CudaSearchPlaces { Application = [_folder["missing"]] }).Find(CudaLibrary.Nvrtc)));

    [Fact]
    public void OfThisProcess_LibTorchIsLoaded_NamesItsFolderFirst()
    {
        var loaded = AdaRank.Native.TorchNative.Origin.LibTorchFolder;

        var places = CudaSearchPlaces.OfThisProcess();

        Assert.Equal(Path.GetFullPath(loaded), places.LibTorch[0]);
        Assert.Contains(AppContext.BaseDirectory, places.Application);
    }

    private static CudaLibraryLocator Locator(CudaSearchPlaces places) => new(CudaFileNames.Linux, places);

    private static IEnumerable<string> Paths(IEnumerable<CudaLibraryCandidate> candidates)
        => candidates.Select(static candidate => candidate.PathOrName);
}
