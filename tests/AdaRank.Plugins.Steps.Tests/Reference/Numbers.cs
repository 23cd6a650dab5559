using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.Reference;

/// <summary>Numbers of tests, and how they are compared.</summary>
internal static class Numbers
{
    /// <summary>Tall, wide and square, in both precisions.</summary>
    public static TheoryData<int, int, string> Shapes => new()
    {
        { 7, 4, "fp64" }, { 4, 7, "fp64" }, { 5, 5, "fp64" }, { 7, 4, "fp32" }, { 4, 7, "fp32" }, { 5, 5, "fp32" },
    };

    public static Tensor Normal(long[] shape, ulong seed)
    {
        using var generator = new Generator(seed);
        return randn(shape, ScalarType.Float32, generator: generator).to(ScalarType.Float64);
    }

    public static Tensor Orthonormal(long rows, long columns, ulong seed) => linalg.qr(Normal([rows, columns], seed)).Q;

    public static double Item(Tensor scalar) => scalar.to(ScalarType.Float64).item<double>();

    public static double Largest(Tensor tensor) => Item(tensor.abs().max());

    /// <summary>Whether two weights have moved alike: the movement is what is compared, not the place.</summary>
    public static void AssertMovedAlike(StepDriver driver, Tensor expected, string dtype)
    {
        var movement = expected - driver.Start;
        var difference = Largest(driver.Weight - expected) / Largest(movement);
        Assert.True(Largest(movement) > 1e-4, "Nothing moved.");
        Assert.True(difference <= Tolerance(dtype), $"step {driver.Step}: the movement differs by {difference:g3}");
    }

    public static void AssertClose(Tensor expected, Tensor actual, string dtype)
    {
        Assert.Equal(expected.shape, actual.shape);
        var difference = Largest(actual - expected) / Math.Max(Largest(expected), 1e-300);
        Assert.True(difference <= Tolerance(dtype), $"differs by {difference:g3}");
    }

    public static double Tolerance(string dtype) => dtype is "fp64" ? 1e-11 : 1e-4;
}
