using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Dense;
using AdaRank.Cuda.Norms;
using AdaRank.Cuda.Tests.Gpu;
using AdaRank.Plugins.Steps;
using AdaRank.Plugins.Steps.FullRankAdam;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Dense;

/// <summary>Steps at full rank against the formulas in fp64 (method.md eq. 4.1 to 4.5), and against the step of the CPU.</summary>
public sealed class DenseAdamTests
{
    private static readonly long[] Sizes = [1, 2, 7, 8, 9, 255, 256, 257, 2047, 8191, 8192, 8193, 100_003];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void Step_OfAnySizesAndTypes_GivesWhatTheFormulasGive(int offset)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuDense(Mixed(Sizes), offset: offset);
        for (var step = 1; step <= 6; step++)
        {
            test.DrawGradients();
            test.Adam.Step(test.Weights, test.Gradients, 1e-3, 0.1);
            test.StepByFormulas(1e-3, 0.1);
        }

        for (var index = 0; index < test.Weights.Length; index++)
        {
            AssertNear(test.First[index], test.State(test.Adam.First, index), 2e-6, $"M of {index}");
            AssertNear(test.Second[index], test.State(test.Adam.Second, index), 4e-6, $"V of {index}");
            AssertWeight(test, index, 6);
        }

        Assert.True(test.Adam.Steps.eq(6).all().item<bool>());
    }

    [Fact]
    public void Step_ThousandsOfTensors_GivesWhatTheFormulasGive()
    {
        using var scope = NewDisposeScope();
        var parameters = Enumerable.Range(0, 3000).Select(static index => new DenseParameter((ulong)index, 1 + (index % 300), (DenseWeight)(index % 3))).ToArray();
        using var test = new GpuDense(parameters);
        for (var step = 1; step <= 2; step++)
        {
            test.DrawGradients();
            test.Adam.Step(test.Weights, test.Gradients, 1e-3, 0.1);
            test.StepByFormulas(1e-3, 0.1);
        }

        for (var index = 0; index < parameters.Length; index += 37)
        {
            AssertWeight(test, index, 2);
        }

        Assert.True(test.Adam.Steps.eq(2).all().item<bool>());
    }

    [Theory]
    [InlineData(MomentEncoding.Float32, 1e-5)]
    [InlineData(MomentEncoding.BFloat16, 0.02)]
    [InlineData(MomentEncoding.Blockwise8Bit, 0.09)]
    internal void Step_OverAThousandSteps_StaysNearTheFormulas(MomentEncoding encoding, double tolerance)
    {
        using var scope = NewDisposeScope();
        DenseParameter[] parameters = [new(1, 20_000, DenseWeight.Float32), new(2, 20_001, DenseWeight.BFloat16), new(3, 20_002, DenseWeight.BFloat16WithMaster)];
        using var test = new GpuDense(parameters, encoding);
        var start = test.Expected[2].clone();
        for (var step = 1; step <= 1000; step++)
        {
            using var inner = NewDisposeScope();
            test.DrawGradients();
            test.Adam.Step(test.Weights, test.Gradients, 1e-4, 0.01);
            test.StepByFormulas(1e-4, 0.01);
        }

        // Of the way that the weights have gone, not of the weights.
        var way = test.Expected[2] - start;
        AssertNear(way, test.Master(2) - start, tolerance, "the way of the master weight");
        AssertNear(test.Expected[0], test.Weights[0].to(ScalarType.Float64), tolerance / 2, "weight in fp32");

        // A walk of 1,000 stochastic roundings of a third of a unit each; a unit is at most 2^-7 of the weight.
        AssertNear(test.Expected[1], test.Weights[1].to(ScalarType.Float64), 0.12, "weight in bf16");
        var bias = (test.Expected[1] - test.Weights[1].to(ScalarType.Float64)).mean().abs().item<double>() / test.Expected[1].abs().mean().item<double>();
        Assert.True(bias < 3e-3, $"The weights in bf16 have drifted by {bias} of their size.");
        if (encoding is MomentEncoding.BFloat16)
        {
            Assert.Equal(1, test.State(test.Adam.Second, 1).mean().item<double>() / test.Second[1].mean().item<double>(), 0.005);
        }
    }

    [Theory]
    [InlineData(DenseWeight.BFloat16)]
    [InlineData(DenseWeight.BFloat16WithMaster)]
    internal void Step_OfUpdatesFarBelowAUnitOfTheWeight_LosesNothingInTheMean(DenseWeight weight)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuDense([new(1, 65_536, weight)]);
        test.Weights[0].fill_(1);
        test.Gradients[0].fill_(1);

        // N is 1 everywhere: each step takes 1/64 of the distance to the next number.
        var rate = Math.Pow(2, -8) / 64;
        for (var step = 0; step < 1000; step++)
        {
            test.Adam.Step(test.Weights, test.Gradients, rate, 0);
        }

        var kept = weight is DenseWeight.BFloat16 ? test.Weights[0].to(ScalarType.Float64) : test.Master(0);
        Assert.Equal(1000 * rate, 1 - kept.mean().item<double>(), 0.02 * 1000 * rate);
        Assert.Equal(1, (1 - tensor((float)rate)).to(ScalarType.BFloat16).to(ScalarType.Float32).item<float>());
    }

    [Fact]
    public void Step_OfADecayBelowTheRoundingOfItsFactor_DecaysAsMuchAsItSays()
    {
        using var scope = NewDisposeScope();
        using var test = new GpuDense([new(1, 4096, DenseWeight.Float32)]);
        test.Weights[0].copy_(linspace(1, 1.9, 4096));
        test.Gradients[0].zero_();
        var start = test.Weights[0].to(ScalarType.Float64);

        for (var step = 0; step < 1000; step++)
        {
            test.Adam.Step(test.Weights, test.Gradients, 1e-4, 0.01);
        }

        // As a factor in fp32, 1 - 1e-6 would be 4.6 % off.
        var kept = (test.Weights[0].to(ScalarType.Float64) / start).mean().item<double>();
        Assert.Equal(1000 * 1e-6, 1 - kept, 1000 * 1e-6 * 0.01);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Step_GradientsNotFinite_PassesOverThoseTensorsAlone(float bad)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuDense([new(1, 70_000, DenseWeight.BFloat16), new(2, 70_000, DenseWeight.BFloat16WithMaster), new(3, 1, DenseWeight.Float32), new(4, 9, DenseWeight.Float32)]);
        test.DrawGradients();
        test.Adam.Step(test.Weights, test.Gradients, 1e-3, 0.1);
        var before = test.Weights.Select(static weight => weight.clone()).ToArray();
        var (first, second, masters) = (test.Adam.First.clone(), test.Adam.Second.clone(), test.Adam.Masters.clone());
        test.Gradients[1].index_put_(tensor(bad, ScalarType.BFloat16, CUDA), TensorIndex.Single(69_999));
        test.Gradients[2].fill_(bad);

        test.Adam.Step(test.Weights, test.Gradients, 1e-3, 0.1);

        Assert.Equal([2L, 1, 1, 2], test.Adam.Steps.cpu().data<long>().ToArray());
        Assert.Equal([1, 0, 0, 1], test.Adam.Finite.cpu().data<int>().ToArray());
        Assert.Equal([false, true, true, false], before.Zip(test.Weights, static (old, now) => old.eq(now).all().item<bool>()));
        var (start, end) = (test.Adam.Layout.Offset(1), test.Adam.Layout.Offset(3));
        Assert.True(first.slice(0, start, end, 1).eq(test.Adam.First.slice(0, start, end, 1)).all().item<bool>());
        Assert.True(second.slice(0, start, end, 1).eq(test.Adam.Second.slice(0, start, end, 1)).all().item<bool>());
        Assert.True(masters.eq(test.Adam.Masters).all().item<bool>());
    }

    [Theory]
    [InlineData(MomentEncoding.Float32)]
    [InlineData(MomentEncoding.BFloat16)]
    [InlineData(MomentEncoding.Blockwise8Bit)]
    internal void Step_TheSameRunTwice_IsTheSameToTheLastBit(MomentEncoding encoding)
    {
        using var scope = NewDisposeScope();
        var first = Run(encoding, 17);
        var second = Run(encoding, 17);
        var other = Run(encoding, 18);

        Assert.True(first.eq(second).all().item<bool>());
        Assert.False(first.eq(other).all().item<bool>());

        static Tensor Run(MomentEncoding encoding, ulong seed)
        {
            using var test = new GpuDense(Mixed([300, 20_001]), encoding, seed);
            for (var step = 0; step < 20; step++)
            {
                test.DrawGradients();
                test.Adam.Step(test.Weights, test.Gradients, 1e-3, 0.1);
            }

            return cat([.. test.Weights.Select(static weight => weight.to(ScalarType.Float32))]).clone();
        }
    }

    [Theory]
    [InlineData(MomentEncoding.Float32)]
    [InlineData(MomentEncoding.BFloat16)]
    [InlineData(MomentEncoding.Blockwise8Bit)]
    internal void Step_TensorsInTheMiddleOf16Bytes_GivesTheSameBits(MomentEncoding encoding)
    {
        using var scope = NewDisposeScope();
        using var aligned = new GpuDense(Mixed([9, 20_001]), encoding);
        using var unaligned = new GpuDense(Mixed([9, 20_001]), encoding, offset: 1);
        for (var index = 0; index < aligned.Weights.Length; index++)
        {
            unaligned.Weights[index].copy_(aligned.Weights[index]);
        }

        for (var step = 0; step < 5; step++)
        {
            aligned.DrawGradients();
            for (var index = 0; index < aligned.Weights.Length; index++)
            {
                unaligned.Gradients[index].copy_(aligned.Gradients[index]);
            }

            aligned.Adam.Step(aligned.Weights, aligned.Gradients, 1e-3, 0.1);
            unaligned.Adam.Step(unaligned.Weights, unaligned.Gradients, 1e-3, 0.1);
        }

        Assert.All(aligned.Weights.Zip(unaligned.Weights), static pair => Assert.True(pair.First.eq(pair.Second).all().item<bool>()));
    }

    [Fact]
    public void Step_ScaledOnTheDevice_IsTheStepOfScaledGradients()
    {
        using var scope = NewDisposeScope();
        using var scaled = new GpuDense(Mixed([300, 20_001]));
        using var plain = new GpuDense(Mixed([300, 20_001]));
        var factor = tensor(0.25f, ScalarType.Float32, CUDA);
        for (var step = 0; step < 3; step++)
        {
            scaled.DrawGradients();
            for (var index = 0; index < plain.Gradients.Length; index++)
            {
                plain.Gradients[index].copy_(scaled.Gradients[index] * 0.25);
            }

            scaled.Adam.Step(scaled.Weights, scaled.Gradients, 1e-3, 0.1, factor);
            plain.Adam.Step(plain.Weights, plain.Gradients, 1e-3, 0.1);
        }

        Assert.All(scaled.Weights.Zip(plain.Weights), static pair => Assert.True(pair.First.eq(pair.Second).all().item<bool>()));
    }

    [Fact]
    public void Step_MeasuredAndClippedBefore_IsTheClippedStepByTheFormulas()
    {
        using var scope = NewDisposeScope();
        DenseParameter[] parameters = [new(1, 30_000, DenseWeight.Float32), new(2, 30_000, DenseWeight.BFloat16WithMaster)];
        using var test = new GpuDense(parameters);
        using var norm = new GradientNorm(SharedKernels.Norms, "all", [new(30_000, false), new(30_000, true), new(500, true)]);
        var other = (randn(500, device: CUDA) * 3).to(ScalarType.BFloat16);
        for (var step = 0; step < 3; step++)
        {
            test.DrawGradients();
            norm.Measure([.. test.Gradients, other], 0.5);
            test.Adam.Step(test.Weights, test.Gradients, 1e-3, 0.1, norm.Scale, norm.Energies.slice(0, 0, 2, 1));

            var square = test.Gradients.Append(other).Sum(static gradient => gradient.to(ScalarType.Float64).square().sum().item<double>());
            test.StepByFormulas(1e-3, 0.1, Math.Min(1, 0.5 / (Math.Sqrt(square) + GradientNorm.Epsilon)));
        }

        AssertWeight(test, 0, 3);
        AssertWeight(test, 1, 3);
        AssertNear(test.First[0], test.State(test.Adam.First, 0), 2e-6, "M");
        Assert.Equal([3L, 3], test.Adam.Steps.cpu().data<long>().ToArray());
    }

    [Fact]
    public void Step_BesideTheStepOfTheCpu_GivesTheSameWeights()
    {
        using var scope = NewDisposeScope();
        using var test = new GpuDense([new(1, 5000, DenseWeight.Float32), new(2, 3, DenseWeight.Float32)]);
        var step = new FullRankAdamStep(new AdamOptions { Beta1 = GpuDense.Settings.Beta1, Beta2 = GpuDense.Settings.Beta2, Epsilon = GpuDense.Settings.Epsilon });
        var weights = test.Weights.Select(static weight => weight.cpu()).ToArray();
        var state = weights.Select(static weight => (Tensor[])[zeros_like(weight), zeros_like(weight)]).ToArray();
        for (var round = 1; round <= 200; round++)
        {
            test.DrawGradients();
            test.Adam.Step(test.Weights, test.Gradients, 1e-3, 0.1);
            step.Step([.. weights.Select((weight, index) => new DenseMember("w", weight, test.Gradients[index].cpu(), state[index], round))], new StepScalars(1e-3, 0.1));
        }

        for (var index = 0; index < weights.Length; index++)
        {
            AssertNear(weights[index].to(ScalarType.Float64), test.Weights[index].cpu().to(ScalarType.Float64), 1e-5, $"weight {index}");
        }
    }

    [Fact]
    public void Step_WhatDoesNotFit_IsRefusedBeforeAnythingChanges()
    {
        using var scope = NewDisposeScope();
        using var test = new GpuDense([new(1, 64, DenseWeight.BFloat16), new(2, 64, DenseWeight.Float32)]);
        var (weights, gradients) = (test.Weights, test.Gradients);
        var before = weights[0].clone();

        Assert.Throws<ArgumentException>("weights", () => test.Adam.Step([weights[0]], gradients, 1e-3, 0));
        Assert.Throws<ArgumentException>("gradients", () => test.Adam.Step(weights, [gradients[0], gradients[0]], 1e-3, 0));
        Assert.Throws<ArgumentException>("gradients", () => test.Adam.Step(weights, [gradients[0], gradients[1].reshape(8, 8).t()], 1e-3, 0));
        Assert.Throws<ArgumentException>("weights", () => test.Adam.Step([weights[0].cpu(), weights[1]], gradients, 1e-3, 0));
        Assert.Throws<ArgumentException>("gradientScale", () => test.Adam.Step(weights, gradients, 1e-3, 0, ones(2, device: CUDA)));
        Assert.Throws<ArgumentException>("energies", () => test.Adam.Step(weights, gradients, 1e-3, 0, null, ones(2, device: CUDA)));
        Assert.Throws<ArgumentOutOfRangeException>("learningRate", () => test.Adam.Step(weights, gradients, double.NaN, 0));
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => test.Adam.Step(weights, gradients, 1e-3, -1));

        Assert.Equal([0L, 0], test.Adam.Steps.cpu().data<long>().ToArray());
        Assert.True(weights[0].eq(before).all().item<bool>());
    }

    [Theory]
    [InlineData(MomentEncoding.Float32, 8)]
    [InlineData(MomentEncoding.BFloat16, 4)]
    [InlineData(MomentEncoding.Blockwise8Bit, 2)]
    internal void StateBytes_OfEachEncoding_AreThoseOfTheFormula(MomentEncoding encoding, int bytes)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuDense([new(1, 512, DenseWeight.BFloat16), new(2, 513, DenseWeight.BFloat16WithMaster)], encoding);

        var scales = encoding is MomentEncoding.Blockwise8Bit ? 2 * 4 * 5 : 0;
        Assert.Equal((1280 * bytes) + (768 * 4) + scales, test.Adam.StateBytes);
    }

    [Theory]
    [InlineData(DenseWeight.BFloat16, MomentEncoding.Float32, 24, 1.3)]
    [InlineData(DenseWeight.BFloat16, MomentEncoding.BFloat16, 16, 1.35)]
    [InlineData(DenseWeight.BFloat16, MomentEncoding.Blockwise8Bit, 12, 2.5)]
    [InlineData(DenseWeight.BFloat16WithMaster, MomentEncoding.Float32, 30, 1.3)]
    [InlineData(DenseWeight.Float32, MomentEncoding.Float32, 32, 1.3)]
    internal void Step_OfManyNumbers_TakesTheTimeOfItsBytes(DenseWeight weight, MomentEncoding encoding, int bytes, double most)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuDense([new(1, 131_072_000, weight), .. Enumerable.Range(0, 65).Select(index => new DenseParameter((ulong)index, 4096, weight))], encoding);

        var time = GpuClock.Milliseconds(SharedKernels.Norms.Backend, () => test.Adam.Step(test.Weights, test.Gradients, 1e-4, 0.1));

        var copy = GpuClock.CopyBytesPerMillisecond(SharedKernels.Norms.Backend);
        GpuClock.Report($"AdamW of 131 M numbers, {weight}, moments {encoding}", time, (131_072_000.0 + (65 * 4096)) * bytes, copy, most);
    }

    private static DenseParameter[] Mixed(long[] sizes) =>
        [.. sizes.SelectMany(static (size, index) => Enum.GetValues<DenseWeight>().Select(weight =>
            new DenseParameter((ulong)((10 * index) + (int)weight), size, weight, index % 2 == 0 ? 1 : 0.5, index % 3 == 0 ? 0 : 1)))];

    private static void AssertWeight(GpuDense test, int index, int steps)
    {
        var (expected, weight) = (test.Expected[index], test.Weights[index].to(ScalarType.Float64));
        switch (test.Weights[index].dtype)
        {
            case ScalarType.Float32:
                AssertNear(expected, weight, 1e-6, $"weight {index}");
                break;
            case ScalarType.BFloat16 when test.Adam.Layout.MasterOffset(index) >= 0:
                AssertNear(expected, test.Master(index), 1e-6, $"master weight {index}");
                Assert.True(test.Master(index).to(ScalarType.BFloat16).eq(test.Weights[index]).all().item<bool>(), $"Weight {index} is not its master weight rounded.");
                break;
            default:
                // Each rounding goes to one of two neighbours, at most 2^-7 of the number apart.
                var isNear = ((expected - weight).abs() <= (expected.abs() * steps / 128) + 1e-4).all().item<bool>();
                Assert.True(isNear, $"Weight {index} is further away than {steps} roundings: {(expected - weight).abs().max().item<double>()}.");
                break;
        }
    }

    private static void AssertNear(Tensor expected, Tensor actual, double tolerance, string what)
    {
        var error = ((actual - expected).norm() / expected.norm()).item<double>();
        Assert.True(error <= tolerance, $"The relative distance of {what} is {error}, and {tolerance} is allowed.");
    }
}
