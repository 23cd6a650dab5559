using AdaRank.Banks;
using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Fira;
using AdaRank.Cuda.Limiting;
using AdaRank.Cuda.Tests.Dense;
using AdaRank.Cuda.Tests.Gpu;
using AdaRank.Cuda.Tests.Limiting;
using AdaRank.Plugins.Steps.Fira;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Fira;

/// <summary>Steps of a bank against the formulas in fp64 with the residual written out (method.md eq. 7.2 and 7.3), and against the step of the CPU.</summary>
public sealed class FiraBankTests
{
    private static readonly AdamSettings Adam = new(0.9, 0.99, 1e-8, 0.5);

    [Theory]
    [InlineData(64, 96, 8, 1, true, 1.01)]
    [InlineData(96, 64, 8, 3, true, 1.01)]
    [InlineData(128, 520, 128, 2, true, 1.01)]
    [InlineData(300, 333, 20, 2, false, 1.01)]
    [InlineData(333, 130, 101, 2, false, 1.05)]
    [InlineData(520, 264, 64, 2, true, 0)]
    [InlineData(64, 72, 1, 300, true, 1.01)]
    [InlineData(1000, 2056, 64, 2, true, 1)]
    [InlineData(40, 56, 40, 2, true, 1.01)]
    public void Step_OfAnyShape_GivesWhatTheFormulasGive(int rows, int columns, int rank, int count, bool isRaw, double gamma)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuMatrices(rows, columns, count);
        var limiter = new LimiterSettings(gamma, isRaw);
        using var bank = Bank(rows, columns, rank, count, limiter);
        test.DrawBases(bank.Moments);
        var references = Enumerable.Range(0, Math.Min(count, 4)).Select(index => new SubspaceReference(bank.Moments, index, Adam, limiter, ScalingKind.Fira)).ToArray();
        var isFull = rank == Math.Min(rows, columns);
        for (var step = 1; step <= 6; step++)
        {
            test.DrawGradients(step);
            bank.Step(test.Weights, test.Gradients, 0.05, 1);
            for (var index = 0; index < references.Length; index++)
            {
                var update = references[index].Update(test.Gradients[index].to(ScalarType.Float64));
                test.Expected[index].mul_(1 - 0.05).add_(update, alpha: -0.05 * Adam.Scale);
                if (!isFull)
                {
                    GpuMatrices.AssertNear(references[index].Scaling, GpuMatrices.ScalingOf(bank.Scaling, index), 5e-3, $"s of {index} in step {step}");
                    Assert.Equal(1, gamma == 0 ? 1 : bank.Scaling.Previous[index].item<float>() / references[index].Previous, 5e-3);
                }
            }
        }

        for (var index = 0; index < references.Length; index++)
        {
            GpuMatrices.AssertNear(test.Expected[index], test.Weights[index].to(ScalarType.Float64), isFull ? 0.03 : 0.02, $"weight {index}");
        }

        Assert.True(bank.Moments.Steps.eq(6).all().item<bool>());
    }

    [Theory]
    [InlineData(MomentEncoding.BFloat16, 0.03)]
    [InlineData(MomentEncoding.Blockwise8Bit, 0.12)]
    internal void Step_OfEncodedMoments_StaysNearTheFormulas(MomentEncoding encoding, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuMatrices(192, 320, 2);
        var limiter = new LimiterSettings(1.01, true);
        using var bank = Bank(192, 320, 16, 2, limiter, encoding);
        test.DrawBases(bank.Moments);
        var reference = new SubspaceReference(bank.Moments, 1, Adam, limiter, ScalingKind.Fira);
        for (var step = 1; step <= 50; step++)
        {
            using var inner = NewDisposeScope();
            test.DrawGradients(step);
            bank.Step(test.Weights, test.Gradients, 0.02, 0.1);
            test.Expected[1].mul_(1 - 0.002).add_(reference.Update(test.Gradients[1].to(ScalarType.Float64)), alpha: -0.02 * Adam.Scale);
        }

        GpuMatrices.AssertNear(reference.Scaling, GpuMatrices.ScalingOf(bank.Scaling, 1), tolerance, "s");
        GpuMatrices.AssertNear(test.Expected[1], test.Weights[1].to(ScalarType.Float64), tolerance, "weight");
    }

    [Theory]
    [InlineData(96, 160)]
    [InlineData(160, 96)]
    public void Step_BesideTheStepOfTheCpu_GivesTheSameWeights(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuMatrices(rows, columns, 1);
        using var bank = Bank(rows, columns, 12, 1, new LimiterSettings(1.01, true));
        test.DrawBases(bank.Moments);
        var step = new FiraStep(new FiraOptions { Beta1 = Adam.Beta1, Beta2 = Adam.Beta2, Epsilon = Adam.Epsilon, Scale = Adam.Scale });
        var shape = new BankShape(rows, columns, ScalarType.Float32);
        var weight = test.Weights[0].to(ScalarType.Float32).cpu();
        var basis = bank.Moments.Bases[0].slice(1, 0, 12, 1).to(ScalarType.Float32).cpu();
        Tensor[] state = [zeros(12, Math.Max(rows, columns)), zeros(12, Math.Max(rows, columns)), zeros(1, 1)];
        for (var round = 1; round <= 30; round++)
        {
            using var inner = NewDisposeScope();
            test.DrawGradients(round);
            bank.Step(test.Weights, test.Gradients, 0.02, 0.1);
            step.Step(
                new BucketView(shape, 12, [new BucketMember("w", weight, basis, state, round)]),
                new GradientView.Full(shape, [test.Gradients[0].to(ScalarType.Float32).cpu()]),
                new StepScalars(0.02, 0.1),
                zeros(1, ScalarType.Float64));
        }

        GpuMatrices.AssertNear(weight.to(ScalarType.Float64), test.Weights[0].cpu().to(ScalarType.Float64), 0.03, "weight");
        Assert.Equal(1, bank.Scaling.Previous[0].item<float>() / state[2].item<float>(), 0.01);
    }

    [Fact]
    public void Step_ScaledOnTheDevice_IsTheStepOfScaledGradients()
    {
        using var scope = NewDisposeScope();
        using var scaled = new GpuMatrices(96, 160, 2);
        using var plain = new GpuMatrices(96, 160, 2);
        using var first = Bank(96, 160, 12, 2, new LimiterSettings(1.01, true));
        using var second = Bank(96, 160, 12, 2, new LimiterSettings(1.01, true));
        scaled.DrawBases(first.Moments);
        second.Moments.Bases.copy_(first.Moments.Bases);
        var factor = tensor(0.25f, ScalarType.Float32, CUDA);
        for (var step = 1; step <= 3; step++)
        {
            scaled.DrawGradients(step);
            for (var index = 0; index < 2; index++)
            {
                plain.Gradients[index].copy_(scaled.Gradients[index] * 0.25);
            }

            first.Step(scaled.Weights, scaled.Gradients, 0.02, 0.1, factor);
            second.Step(plain.Weights, plain.Gradients, 0.02, 0.1);
        }

        for (var index = 0; index < 2; index++)
        {
            Assert.True(scaled.Weights[index].eq(plain.Weights[index]).all().item<bool>());
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Step_OneGradientNotFinite_PassesOverThatMatrixAlone(float bad)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuMatrices(64, 96, 3);
        using var bank = Bank(64, 96, 8, 3, new LimiterSettings(1.01, true));
        test.DrawBases(bank.Moments);
        test.DrawGradients(1);
        bank.Step(test.Weights, test.Gradients, 0.02, 0.1);
        var before = test.Weights.Select(static weight => weight.clone()).ToArray();
        var (first, previous) = (bank.Moments.First.clone(), bank.Scaling.Previous.clone());
        test.Gradients[1].index_put_(tensor(bad, ScalarType.BFloat16, CUDA), TensorIndex.Single(63), TensorIndex.Single(95));

        bank.Step(test.Weights, test.Gradients, 0.02, 0.1);

        Assert.Equal([2L, 1, 2], bank.Moments.Steps.cpu().data<long>().ToArray());
        Assert.Equal([false, true, false], before.Zip(test.Weights, static (old, now) => old.eq(now).all().item<bool>()));
        Assert.True(bank.Moments.First[1].eq(first[1]).all().item<bool>());
        Assert.Equal(previous[1].item<float>(), bank.Scaling.Previous[1].item<float>());
        Assert.NotEqual(previous[0].item<float>(), bank.Scaling.Previous[0].item<float>());
    }

    [Fact]
    public void Step_TheSameRunTwice_IsTheSameToTheLastBit()
    {
        using var scope = NewDisposeScope();

        Assert.True(Run(17).eq(Run(17)).all().item<bool>());
        Assert.False(Run(17).eq(Run(18)).all().item<bool>());

        static Tensor Run(ulong seed)
        {
            using var test = new GpuMatrices(200, 136, 2);
            using var bank = Bank(200, 136, 24, 2, new LimiterSettings(1.01, true), MomentEncoding.BFloat16, seed);
            test.DrawBases(bank.Moments);
            for (var step = 0; step < 20; step++)
            {
                test.DrawGradients(step);
                bank.Step(test.Weights, test.Gradients, 1e-3, 0.1);
            }

            return test.Weights[1].clone();
        }
    }

    [Fact]
    public void Step_ZeroGradient_DecaysAndLetsTheLimiterBeginAnew()
    {
        using var scope = NewDisposeScope();
        using var test = new GpuMatrices(64, 96, 1);
        using var bank = Bank(64, 96, 8, 1, new LimiterSettings(1.01, true));
        test.DrawBases(bank.Moments);

        bank.Step(test.Weights, test.Gradients, 0.1, 1);

        Assert.Equal(0f, bank.Scaling.Previous[0].item<float>());
        GpuMatrices.AssertNear(test.Expected[0] * 0.9, test.Weights[0].to(ScalarType.Float64), 5e-3, "weight");
    }

    [Fact]
    public void Step_WhatDoesNotFit_IsRefusedBeforeAnythingChanges()
    {
        using var scope = NewDisposeScope();
        using var test = new GpuMatrices(64, 96, 2);
        using var bank = Bank(64, 96, 8, 2, new LimiterSettings(1.01, true));
        var (weights, gradients) = (test.Weights, test.Gradients);

        Assert.Throws<ArgumentException>("weights", () => bank.Step([weights[0]], gradients, 1e-3, 0));
        Assert.Throws<ArgumentException>("gradients", () => bank.Step(weights, [gradients[0], gradients[1].to(ScalarType.Float32)], 1e-3, 0));
        Assert.Throws<ArgumentException>("gradients", () => bank.Step(weights, [gradients[0], gradients[1].reshape(96, 64)], 1e-3, 0));
        Assert.Throws<ArgumentException>("gradients", () => bank.Step(weights, [gradients[0], gradients[1].t()], 1e-3, 0));
        Assert.Throws<ArgumentException>("gradientScale", () => bank.Step(weights, gradients, 1e-3, 0, ones(1)));
        Assert.Throws<ArgumentOutOfRangeException>("learningRate", () => bank.Step(weights, gradients, double.NaN, 0));

        Assert.Equal([0L, 0], bank.Moments.Steps.cpu().data<long>().ToArray());
    }

    [Theory]
    [InlineData(4096, 4096)]
    [InlineData(4096, 11008)]
    [InlineData(11008, 4096)]
    public void Step_OfLayersOfSevenBillion_TakesTheTimeOfItsBytes(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuMatrices(8, 8, 1);
        var (backend, count) = (SharedKernels.Scaling.Banks.Backend, 8);
        var weights = Enumerable.Range(0, count).Select(_ => (randn(rows, columns, device: CUDA) * 0.02).to(ScalarType.BFloat16)).ToArray();
        var gradients = Enumerable.Range(0, count).Select(_ => (randn(rows, columns, device: CUDA) * 0.01).to(ScalarType.BFloat16)).ToArray();
        using var bank = Bank(rows, columns, 128, count, new LimiterSettings(1.01, true));
        test.DrawBases(bank.Moments);

        var time = GpuClock.Milliseconds(backend, () => bank.Step(weights, gradients, 1e-4, 0.1));

        // The least: G for the projection, and W, G and W again.
        var bytes = 4.0 * 2 * rows * columns * count;
        GpuClock.Report($"Fira {count} x [{rows}, {columns}] r = 128", time, bytes, GpuClock.CopyBytesPerMillisecond(backend), 4);
    }

    private static FiraBank Bank(
        int rows, int columns, int rank, int count, LimiterSettings limiter, MomentEncoding encoding = MomentEncoding.Float32, ulong seed = 17) =>
        new(SharedKernels.Scaling, "test", new BankGeometry(rows, columns, rank), GpuMatrices.Keys(count), encoding, new FiraSettings(Adam, limiter), seed);
}
