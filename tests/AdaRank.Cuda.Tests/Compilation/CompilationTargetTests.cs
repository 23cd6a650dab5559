using AdaRank.Cuda.Compilation;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;

namespace AdaRank.Cuda.Tests.Compilation;

public sealed class CompilationTargetTests
{
    private static readonly int[] Cuda12 = [50, 60, 70, 75, 80, 86, 87, 89, 90];

    [Theory]
    [InlineData(8, 0, "sm_80")]
    [InlineData(8, 9, "sm_89")]
    [InlineData(9, 0, "sm_90a")]
    [InlineData(10, 0, "compute_90")] // newer than the compiler: PTX that the driver compiles
    [InlineData(12, 0, "compute_90")]
    [InlineData(8, 8, "compute_87")] // between those that it knows
    public void For_Device_IsItselfOrTheNewestPtxBelow(int major, int minor, string expected)
    {
        var target = CompilationTarget.For(new ComputeCapability(major, minor), Cuda12, new Version(12, 4));

        Assert.Equal(expected, target.Architecture);
        Assert.Equal(expected[0] == 'c', target.IsPtx);
    }

    [Fact]
    public void For_HopperWithACompilerBeforeItsFeatures_AsksForNone()
        => Assert.Equal("sm_90", CompilationTarget.For(new ComputeCapability(9, 0), [80, 90], new Version(11, 8)).Architecture);

    [Theory]
    [InlineData(10, 0, "sm_100")]
    [InlineData(12, 1, "sm_121")]
    public void For_BlackwellWithCuda13_IsItself(int major, int minor, string expected)
        => Assert.Equal(
            expected, CompilationTarget.For(new ComputeCapability(major, minor), [75, 80, 90, 100, 103, 120, 121], new Version(13, 0)).Architecture);

    [Fact]
    public void For_DeviceOlderThanTheCompiler_SaysWhatItCompilesFor()
    {
        var failure = Assert.Throws<CudaLibraryException>(
            () => CompilationTarget.For(new ComputeCapability(6, 1), [90, 75, 80], new Version(13, 0)));

        Assert.StartsWith("NVRTC 13.0 does not compile for a device of compute capability 6.1.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["it compiles for 75, 80, 90"], failure.Findings);
    }
}
