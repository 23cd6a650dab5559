using System.Text;
using AdaRank.Cuda.Compilation;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;

namespace AdaRank.Cuda.Tests.Compilation;

public sealed class NvrtcCompilerTests
{
    private static readonly KernelSource Source = new("adam.cu", "code ü");

    [Fact]
    public void Constructor_Library_TellsVersionAndArchitectures()
    {
        var compiler = FakeNvrtc.Compiler();

        Assert.Equal(new Version(12, 8), compiler.Version);
        Assert.Equal("sm_90a", compiler.TargetFor(new ComputeCapability(9, 0)).Architecture);
        Assert.Equal("compute_90", compiler.TargetFor(new ComputeCapability(10, 0)).Architecture);
    }

    [Fact]
    public void Compile_OwnArchitecture_GivesACubin()
    {
        var image = FakeNvrtc.Compiler().Compile(Source, new CompilationTarget("sm_90a"), ["--use_fast_math"]);

        Assert.Equal("elf --gpu-architecture=sm_90a --use_fast_math adam.cu: code ü", Encoding.UTF8.GetString(image));
        Assert.Equal(0, FakeNvrtc.Programs);
    }

    [Fact]
    public void Compile_NewerDevice_GivesPtx()
        => Assert.StartsWith(
            "ptx --gpu-architecture=compute_90", Encoding.UTF8.GetString(FakeNvrtc.Compiler().Compile(Source, new CompilationTarget("compute_90"), [])), StringComparison.Ordinal);

    [Fact]
    public void Compile_SourceWithErrors_ThrowsWithTheLogAndLeavesNoProgram()
    {
        var compiler = FakeNvrtc.Compiler();

        var failure = Assert.Throws<CudaCompilationException>(() => compiler.Compile(Source with { Text = "error" }, new CompilationTarget("sm_90a"), []));

        Assert.Equal("adam.cu(1): error: é is undefined", failure.Log);
        Assert.Equal(
            "nvrtcCompileProgram of 'adam.cu' failed: NVRTC_ERROR_COMPILATION (6): the source has errors. It was compiled for sm_90a. The compiler says:\n" + failure.Log,
            failure.Message);
        Assert.Equal(0, FakeNvrtc.Programs);
    }
}
