using AdaRank.Plugins.Steps.Kernels;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.Kernels;

public sealed class EnergiesTests
{
    public static TheoryData<int> Lengths =>
        [0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 1001, ChunkTable.Length - 1, ChunkTable.Length, ChunkTable.Length + 1, (5 * ChunkTable.Length) + 3];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Item_AnyLength_IsTheSumOfSquares(int length)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)length);
        var doubles = randn(length, ScalarType.Float64, generator: generator);
        var singles = doubles.to(ScalarType.Float32);

        var energies = Measured(doubles, singles);

        AssertClose(Sum(doubles.data<double>().ToArray()), energies[0], length);
        AssertClose(Sum([.. singles.data<float>().ToArray().Select(static number => (double)number)]), energies[1], length);
        Assert.Equal(energies[0], Energies.Of(doubles), 1e-12 * Math.Max(1, length));
    }

    [Theory]
    [InlineData(1e-45f)]
    [InlineData(1e-30f)]
    [InlineData(1e30f)]
    [InlineData(float.MaxValue)]
    [InlineData(0f)]
    public void Item_HugeAndTinyNumbers_NeitherOverflowNorVanish(float number)
    {
        using var scope = NewDisposeScope();

        var energy = Measured(full(19, number))[0];

        Assert.Equal(19.0 * number * number, energy, Math.Abs(19.0 * number * number) * 1e-15);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Item_OneBadNumberAnywhere_IsNotFinite(float bad)
    {
        using var scope = NewDisposeScope();
        foreach (var place in new[] { 0, 8, 18, ChunkTable.Length, ChunkTable.Length + 18 })
        {
            var singles = ones(ChunkTable.Length + 19);
            singles[place] = bad;

            var energies = Measured(ones(4), singles, singles.to(ScalarType.Float64), ones(5));

            Assert.Equal(4, energies[0]);
            Assert.False(double.IsFinite(energies[1]));
            Assert.False(double.IsFinite(energies[2]));
            Assert.Equal(5, energies[3]);
        }
    }

    [Fact]
    public void Item_AnyNumberOfThreads_HasTheSameBits()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var (large, small) = (randn((9 * ChunkTable.Length) + 11, generator: generator), randn(100, generator: generator));
        var expected = MeasuredBy(1);

        Assert.Equal(expected, MeasuredBy(2));
        Assert.Equal(expected, MeasuredBy(5));

        (double, double) MeasuredBy(int threads)
        {
            using var _ = new Threads(threads);
            var energies = Measured(large, small);
            return (energies[0], energies[1]);
        }
    }

    [Fact]
    public void IsReachable_AnyTensor_IsThatOfItsNumbers()
    {
        using var scope = NewDisposeScope();
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            Assert.True(Energies.IsReachable(ones(3, 4, dtype)));
            Assert.False(Energies.IsReachable(ones(3, 4, dtype).t()));
            Assert.False(Energies.IsReachable(ones(3, 4, dtype, META)));
        }

        Assert.False(Energies.IsReachable(ones(3, 4, ScalarType.BFloat16)));
        Assert.False(Energies.IsReachable(ones(3, 4, ScalarType.Int32)));
    }

    [Fact]
    public void Clear_Always_AllowsToMeasureOthers()
    {
        using var scope = NewDisposeScope();
        var energies = Measured(ones(3 * ChunkTable.Length));

        energies.Clear();
        energies.Add(full(2, 3f));
        energies.Run();

        Assert.Equal(18, energies[0]);
    }

    private static Energies Measured(params Tensor[] tensors)
    {
        var energies = new Energies();
        foreach (var tensor in tensors)
        {
            energies.Add(tensor);
        }

        energies.Run();
        return energies;
    }

    /// <summary>With a compensation for what each addition rounds off.</summary>
    private static double Sum(double[] numbers)
    {
        var (sum, lost) = (0.0, 0.0);
        foreach (var number in numbers)
        {
            var term = (number * number) - lost;
            var next = sum + term;
            lost = next - sum - term;
            sum = next;
        }

        return sum;
    }

    private static void AssertClose(double expected, double actual, int length) =>
        Assert.Equal(expected, actual, expected * Math.Max(1, length) * Math.Pow(2, -53));
}
