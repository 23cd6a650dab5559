using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Native;

namespace AdaRank.Cuda.Tests.Native;

public sealed class CudaLibraryLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_FirstCandidateIsDamaged_TakesTheNext()
    {
        var damaged = _folder.WithFile("app", "libcublas.so.13");
        var good = _folder.WithFile("cuda", "lib64", "libcublas.so.13");
        var tried = new List<string>();

        var exports = CudaLibraryLoader.Load(CudaLibrary.Blas, Locator(), path =>
        {
            tried.Add(path);
            return path == damaged ? throw new BadImageFormatException("file too short") : 1;
        });

        Assert.Equal([damaged, good], tried);
        Assert.Equal(good, exports.Library);
    }

    [Fact]
    public void Load_NothingLoads_SaysWhichWhereAndTheFix()
    {
        var damaged = _folder.WithFile("app", "libcublas.so.13");

        var failure = Assert.Throws<CudaLibraryException>(() => CudaLibraryLoader.Load(
            CudaLibrary.Blas, Locator(), static path => throw new DllNotFoundException($"{path}: wrong ELF class\nand more")));

        Assert.StartsWith("cuBLAS (libcublas, cublas64) was not found, or cannot be loaded.\n", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{damaged}: {damaged}: wrong ELF class", failure.Findings);
        Assert.Contains($"{_folder["app"]}: not there", failure.Findings);
        Assert.Contains($"{Path.Combine(_folder["cuda"], "lib64")}: no such folder", failure.Findings);
        Assert.Contains("the system's loader: libcublas.so.13, libcublas.so.12, libcublas.so", failure.Findings);
        Assert.Contains("ADARANK_LIBTORCH", failure.Remedy, StringComparison.Ordinal);
        Assert.EndsWith(failure.Remedy, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(CudaLibrary.Driver), "libcuda.so.1", "NVIDIA's driver")]
    [InlineData(nameof(CudaLibrary.Nvrtc), "libnvrtc", "TorchSharp-cuda-linux")]
    public void Load_Missing_HasARemedyOfItsOwn(string library, string problem, string remedy)
    {
        var failure = Assert.Throws<CudaLibraryException>(
            () => CudaLibraryLoader.Load(Enum.Parse<CudaLibrary>(library), Locator(), static _ => throw new DllNotFoundException()));

        Assert.Contains(problem, failure.Message.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains(remedy, failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Require_MissingFunction_NamesItAndTheLibrary()
    {
        var exports = new NativeExports("/opt/libnvrtc.so.11", static _ => 0);

        var failure = Assert.Throws<CudaLibraryException>(() => exports.Require("nvrtcGetCUBIN"));

        Assert.StartsWith("/opt/libnvrtc.so.11 has no function nvrtcGetCUBIN.", failure.Message, StringComparison.Ordinal);
    }

    private CudaLibraryLocator Locator()
        => new(CudaFileNames.Linux, new CudaSearchPlaces { Application = [_folder["app"]], Toolkits = [_folder["cuda"]] });
}
