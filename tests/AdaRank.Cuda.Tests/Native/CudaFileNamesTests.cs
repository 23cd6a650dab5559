using AdaRank.Cuda.Native;

namespace AdaRank.Cuda.Tests.Native;

public sealed class CudaFileNamesTests
{
    [Theory]
    [InlineData("libcublas.so.13")]
    [InlineData("libcublas.so.12.8.4.1")]
    [InlineData("libcublas.so")]
    [InlineData("libcublas-37d11411.so.12")]
    public void Matches_BlasOnLinux_IsTaken(string file)
        => Assert.True(CudaFileNames.Linux.Matches(CudaLibrary.Blas, file));

    [Theory]
    [InlineData("libcublasLt.so.13")]
    [InlineData("libcublasLt-1f4d2a0c.so.12")]
    [InlineData("libnvblas.so.13")]
    [InlineData("libcublas.so.13.txt")]
    [InlineData("libcublas_static.a")]
    [InlineData("cublas64_13.dll")]
    public void Matches_CompanionsOfBlasOnLinux_AreLeftOut(string file)
        => Assert.False(CudaFileNames.Linux.Matches(CudaLibrary.Blas, file));

    [Theory]
    [InlineData("libnvrtc.so.13")]
    [InlineData("libnvrtc.so.12.8.93")]
    [InlineData("libnvrtc-b51b459d.so.12")]
    public void Matches_NvrtcOnLinux_IsTaken(string file)
        => Assert.True(CudaFileNames.Linux.Matches(CudaLibrary.Nvrtc, file));

    [Theory]
    [InlineData("libnvrtc-builtins.so.13.0")]
    [InlineData("libnvrtc-builtins-b51b459d.so.12.8")]
    [InlineData("libnvrtc.alt.so.13")]
    [InlineData("libnvrtc-builtins.alt.so.13.0")]
    [InlineData("libnvrtc-b51b459d.alt.so.12")]
    [InlineData("libcaffe2_nvrtc.so")]
    public void Matches_CompanionsOfNvrtcOnLinux_AreLeftOut(string file)
        => Assert.False(CudaFileNames.Linux.Matches(CudaLibrary.Nvrtc, file));

    [Theory]
    [InlineData("libcuda.so.1", true)]
    [InlineData("libcuda.so", false)] // that of a toolkit is a stub
    [InlineData("libcudart.so.13", false)]
    [InlineData("libcudadebugger.so.1", false)]
    public void Matches_DriverOnLinux_IsTheRealOneOnly(string file, bool expected)
        => Assert.Equal(expected, CudaFileNames.Linux.Matches(CudaLibrary.Driver, file));

    [Theory]
    [InlineData("cublas64_13.dll", true)]
    [InlineData("CUBLAS64_12.DLL", true)]
    [InlineData("cublasLt64_13.dll", false)]
    [InlineData("nvblas64_13.dll", false)]
    public void Matches_BlasOnWindows_IsTheLibraryItself(string file, bool expected)
        => Assert.Equal(expected, CudaFileNames.Windows.Matches(CudaLibrary.Blas, file));

    [Theory]
    [InlineData("nvrtc64_130_0.dll", true)]
    [InlineData("nvrtc64_120_0.dll", true)]
    [InlineData("nvrtc-builtins64_130.dll", false)]
    [InlineData("nvrtc64_130_0.alt.dll", false)]
    [InlineData("caffe2_nvrtc.dll", false)]
    public void Matches_NvrtcOnWindows_IsTheLibraryItself(string file, bool expected)
        => Assert.Equal(expected, CudaFileNames.Windows.Matches(CudaLibrary.Nvrtc, file));

    [Fact]
    public void VersionOf_Names_OrdersNewestLast()
    {
        string[] files = ["libcublas.so", "libcublas-37d11411.so.12", "libcublas.so.12.8.4.1", "libcublas.so.13"];

        Assert.Equal(files, files.Reverse().OrderBy(static file => CudaFileNames.Linux.VersionOf(CudaLibrary.Blas, file)));
    }

    [Fact]
    public void SystemNames_EveryLibrary_AreNamesThatWouldBeTaken()
    {
        foreach (var names in (CudaFileNames[])[CudaFileNames.Linux, CudaFileNames.Windows])
        {
            foreach (var library in Enum.GetValues<CudaLibrary>())
            {
                Assert.NotEmpty(names.SystemNames(library));
                Assert.All(names.SystemNames(library), name => Assert.True(names.Matches(library, name), name));
            }
        }
    }
}
