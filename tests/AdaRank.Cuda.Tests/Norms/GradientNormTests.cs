using AdaRank.Cuda.Norms;
using AdaRank.Cuda.Tests.Dense;
using AdaRank.Cuda.Tests.Gpu;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Norms;

/// <summary>Norms on the device against sums in fp64 by tensor operations.</summary>
public sealed class GradientNormTests
{
    private static readonly long[] Sizes = [1, 7, 8, 9, 255, 2048, 32767, 32768, 32769, 100_003, 3_000_001];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Measure_OfAnySizesAndTypes_GivesTheSumsInFp64(int offset)
    {
        using var scope = NewDisposeScope();
        using var test = new Measured([.. Sizes.SelectMany(static size => (MeasuredGradient[])[new(size, true), new(size, false)])], offset);

        test.Norm.Measure(test.Gradients, 1);

        var expected = test.Gradients.Select(static gradient => gradient.to(ScalarType.Float64).square().sum().item<double>()).ToArray();
        var actual = test.Norm.Energies.cpu().data<double>().ToArray();
        for (var index = 0; index < expected.Length; index++)
        {
            Assert.Equal(1, actual[index] / expected[index], 1e-13);
        }

        var norm = Math.Sqrt(expected.Sum());
        Assert.Equal(1, test.Norm.Norm.item<double>() / norm, 1e-13);
        Assert.Equal(1, test.Norm.Scale.item<float>() / (1 / (norm + GradientNorm.Epsilon)), 1e-7);
    }

    [Fact]
    public void Measure_BelowTheLimit_ScalesByExactlyOne()
    {
        using var scope = NewDisposeScope();
        using var test = new Measured([new(100, true), new(100, false)]);

        test.Norm.Measure(test.Gradients, 1e6);
        Assert.Equal(1f, test.Norm.Scale.item<float>());

        test.Norm.Measure(test.Gradients);
        Assert.Equal(1f, test.Norm.Scale.item<float>());
    }

    [Fact]
    public void Measure_ThousandsOfTensors_GivesTheNormOfAll()
    {
        using var scope = NewDisposeScope();
        using var test = new Measured([.. Enumerable.Range(0, 4000).Select(static index => new MeasuredGradient(1 + (index % 700), index % 3 == 0))]);

        test.Norm.Measure(test.Gradients, 1);

        var expected = test.Gradients.Sum(static gradient => gradient.to(ScalarType.Float64).square().sum().item<double>());
        Assert.Equal(1, test.Norm.Norm.item<double>() / Math.Sqrt(expected), 1e-13);
    }

    [Fact]
    public void Measure_Repeated_IsTheSameToTheLastBitAndLeavesGradientsAlone()
    {
        using var scope = NewDisposeScope();
        using var test = new Measured([.. Sizes.Select(static size => new MeasuredGradient(size, true))]);
        var before = test.Gradients.Select(static gradient => gradient.clone()).ToArray();
        test.Norm.Measure(test.Gradients, 1);
        var (norm, energies) = (test.Norm.Norm.item<double>(), test.Norm.Energies.clone());

        for (var round = 0; round < 50; round++)
        {
            test.Norm.Measure(test.Gradients, 1);

            Assert.Equal(norm, test.Norm.Norm.item<double>());
            Assert.True(energies.eq(test.Norm.Energies).all().item<bool>());
        }

        Assert.All(before.Zip(test.Gradients), static pair => Assert.True(pair.First.eq(pair.Second).all().item<bool>()));
    }

    [Fact]
    public void Measure_TheSameNumbersElsewhere_IsTheSameToTheLastBit()
    {
        using var scope = NewDisposeScope();
        using var test = new Measured([new(100_003, true), new(70_001, false)]);
        using var moved = new Measured([new(100_003, true), new(70_001, false)], offset: 3);
        moved.Gradients[0].copy_(test.Gradients[0]);
        moved.Gradients[1].copy_(test.Gradients[1]);

        test.Norm.Measure(test.Gradients, 1);
        moved.Norm.Measure(moved.Gradients, 1);

        Assert.True(test.Norm.Energies.eq(moved.Norm.Energies).all().item<bool>());
        Assert.Equal(test.Norm.Norm.item<double>(), moved.Norm.Norm.item<double>());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Measure_OneGradientNotFinite_LeavesItOut(float bad)
    {
        using var scope = NewDisposeScope();
        using var test = new Measured([new(1000, true), new(40_000, false), new(1000, true)]);
        test.Gradients[1].index_put_(tensor(bad, ScalarType.Float32, CUDA), TensorIndex.Single(39_999));

        test.Norm.Measure(test.Gradients, 1);

        var energies = test.Norm.Energies.cpu().data<double>().ToArray();
        Assert.False(double.IsFinite(energies[1]));
        Assert.Equal(Math.Sqrt(energies[0] + energies[2]), test.Norm.Norm.item<double>(), 1e-12);
        Assert.True(test.Norm.Scale.item<float>() > 0);
    }

    [Fact]
    public void Measure_NumbersFarApart_LosesNone()
    {
        using var scope = NewDisposeScope();
        using var test = new Measured([new(1_000_000, false), new(3, false)]);
        test.Gradients[0].fill_(1e-4);
        test.Gradients[1].fill_(1e4);

        test.Norm.Measure(test.Gradients, 1);

        // In fp32 a million squares of 1e-8 beside 3e8 would be nothing; here they are 0.01 of 300,000,000.
        var small = (double)1e-4f * 1e-4f * 1_000_000;
        Assert.Equal(1, test.Norm.Energies[0].item<double>() / small, 1e-12);
        Assert.Equal(Math.Sqrt(small + 3e8), test.Norm.Norm.item<double>(), 1e-9);
    }

    [Fact]
    public void Measure_WhatDoesNotFit_IsRefusedBeforeAnythingIsQueued()
    {
        using var scope = NewDisposeScope();
        using var test = new Measured([new(64, true), new(64, false)]);
        var gradients = test.Gradients;

        Assert.Throws<ArgumentException>("gradients", () => test.Norm.Measure([gradients[0]], 1));
        Assert.Throws<ArgumentException>("gradients", () => test.Norm.Measure([gradients[1], gradients[0]], 1));
        Assert.Throws<ArgumentException>("gradients", () => test.Norm.Measure([gradients[0], gradients[1].cpu()], 1));
        Assert.Throws<ArgumentException>("gradients", () => test.Norm.Measure([gradients[0], gradients[1].reshape(8, 8).t()], 1));
        Assert.Throws<ArgumentOutOfRangeException>("limit", () => test.Norm.Measure(gradients, 0));
        Assert.Throws<ArgumentOutOfRangeException>("limit", () => test.Norm.Measure(gradients, double.NaN));

        Assert.Equal(0, test.Norm.Norm.item<double>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Measure_OfManyNumbers_TakesTheTimeOfReadingThem(bool isBFloat16)
    {
        using var scope = NewDisposeScope();
        using var test = new Measured([.. Enumerable.Range(0, 64).Select(_ => new MeasuredGradient(4096 * 1024, isBFloat16)), new(999, true)]);

        var time = GpuClock.Milliseconds(SharedKernels.Norms.Backend, () => test.Norm.Measure(test.Gradients, 1));

        var bytes = 64.0 * 4096 * 1024 * (isBFloat16 ? 2 : 4);
        GpuClock.Report($"norm of {64 * 4} M numbers of {(isBFloat16 ? "bf16" : "fp32")}", time, bytes, GpuClock.CopyBytesPerMillisecond(SharedKernels.Norms.Backend), 1.5);
    }

    private sealed class Measured : IDisposable
    {
        public Measured(MeasuredGradient[] gradients, int offset = 0)
        {
            Norm = new GradientNorm(SharedKernels.Norms, "test", gradients);
            cuda.manual_seed(4);
            Gradients = [.. gradients.Select((gradient, index) =>
                (randn(gradient.Count + offset, device: CUDA) * (0.01 * (1 + (index % 5)))).to(gradient.IsBFloat16 ? ScalarType.BFloat16 : ScalarType.Float32)
                .slice(0, offset, gradient.Count + offset, 1))];
        }

        public GradientNorm Norm { get; }

        public Tensor[] Gradients { get; }

        public void Dispose() => Norm.Dispose();
    }
}
