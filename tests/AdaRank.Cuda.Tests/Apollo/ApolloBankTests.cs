using AdaRank.Banks;
using AdaRank.Cuda.Apollo;
using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Limiting;
using AdaRank.Cuda.Tests.Dense;
using AdaRank.Cuda.Tests.Gpu;
using AdaRank.Cuda.Tests.Limiting;
using AdaRank.Plugins.Steps.Apollo;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Apollo;

/// <summary>Steps of a bank against the formulas in fp64 (method.md eq. 7.4 and 7.5), and against the step of the CPU.</summary>
public sealed class ApolloBankTests
{
    private static readonly AdamSettings Adam = new(0.9, 0.99, 1e-8, 1);

    [Theory]
    [InlineData(64, 96, 16, 1, false, true, 1.01)]
    [InlineData(96, 64, 16, 3, false, true, 1.01)]
    [InlineData(300, 333, 20, 2, false, false, 1.05)]
    [InlineData(333, 130, 101, 2, false, true, 1)]
    [InlineData(520, 264, 64, 2, false, true, 0)]
    [InlineData(64, 96, 1, 1, true, true, 1.01)]
    [InlineData(333, 130, 1, 2, true, false, 1.01)]
    [InlineData(64, 72, 1, 300, true, true, 1.01)]
    [InlineData(1000, 2056, 64, 2, false, true, 1.01)]
    public void Step_OfAnyShape_GivesWhatTheFormulasGive(int rows, int columns, int rank, int count, bool isPerTensor, bool isRaw, double gamma)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuMatrices(rows, columns, count);
        var limiter = new LimiterSettings(gamma, isRaw);
        using var bank = Bank(rows, columns, rank, count, new ApolloSettings(Adam, limiter, 4, isPerTensor));
        bank.DrawBases(0);
        var kind = isPerTensor ? ScalingKind.ApolloTensor : ScalingKind.ApolloChannel;
        var references = Enumerable.Range(0, Math.Min(count, 4)).Select(index => new SubspaceReference(bank.Moments, index, Adam, limiter, kind)).ToArray();
        for (var step = 1; step <= 6; step++)
        {
            test.DrawGradients(step);
            bank.Step(test.Weights, test.Gradients, 0.05, 1);
            for (var index = 0; index < references.Length; index++)
            {
                var update = references[index].Update(test.Gradients[index].to(ScalarType.Float64));
                test.Expected[index].mul_(1 - 0.05).add_(update, alpha: -0.05 * 2);
                GpuMatrices.AssertNear(references[index].Scaling, GpuMatrices.ScalingOf(bank.Scaling, index), 5e-3, $"s of {index} in step {step}");
                Assert.Equal(1, gamma == 0 ? 1 : bank.Scaling.Previous[index].item<float>() / references[index].Previous, 5e-3);
            }
        }

        for (var index = 0; index < references.Length; index++)
        {
            GpuMatrices.AssertNear(test.Expected[index], test.Weights[index].to(ScalarType.Float64), 0.015, $"weight {index}");
        }
    }

    [Theory]
    [InlineData(96, 160, ApolloGranularity.Channel)]
    [InlineData(160, 96, ApolloGranularity.Channel)]
    [InlineData(96, 160, ApolloGranularity.Tensor)]
    [InlineData(160, 96, ApolloGranularity.Tensor)]
    public void Step_BesideTheStepOfTheCpu_GivesTheSameWeights(int rows, int columns, ApolloGranularity granularity)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuMatrices(rows, columns, 1);
        var rank = granularity is ApolloGranularity.Channel ? 24 : 1;
        using var bank = Bank(rows, columns, rank, 1, new ApolloSettings(Adam, new LimiterSettings(1.01, true), 4, granularity is ApolloGranularity.Tensor));
        bank.DrawBases(5);
        var step = new ApolloStep(new ApolloOptions { Beta1 = Adam.Beta1, Beta2 = Adam.Beta2, Epsilon = Adam.Epsilon, Scale = 4, Granularity = granularity });
        var shape = new BankShape(rows, columns, ScalarType.Float32);
        var weight = test.Weights[0].to(ScalarType.Float32).cpu();
        var basis = bank.Moments.Bases[0].slice(1, 0, rank, 1).to(ScalarType.Float32).cpu();
        Tensor[] state = [zeros(rank, Math.Max(rows, columns)), zeros(rank, Math.Max(rows, columns)), zeros(1, 1)];
        for (var round = 1; round <= 30; round++)
        {
            using var inner = NewDisposeScope();
            test.DrawGradients(round);
            bank.Step(test.Weights, test.Gradients, 0.02, 0.1);
            step.Step(
                new BucketView(shape, rank, [new BucketMember("w", weight, basis, state, round)]),
                new GradientView.Full(shape, [test.Gradients[0].to(ScalarType.Float32).cpu()]),
                new StepScalars(0.02, 0.1),
                zeros(1, ScalarType.Float64));
        }

        GpuMatrices.AssertNear(weight.to(ScalarType.Float64), test.Weights[0].cpu().to(ScalarType.Float64), 0.03, "weight");
        Assert.Equal(1, bank.Scaling.Previous[0].item<float>() / state[2].item<float>(), 0.01);
    }

    [Theory]
    [InlineData(MomentEncoding.BFloat16, 0.03)]
    [InlineData(MomentEncoding.Blockwise8Bit, 0.12)]
    internal void Step_OfEncodedMoments_StaysNearTheFormulas(MomentEncoding encoding, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuMatrices(192, 320, 2);
        var limiter = new LimiterSettings(1.01, true);
        using var bank = Bank(192, 320, 48, 2, new ApolloSettings(Adam, limiter, 1, false), encoding);
        bank.DrawBases(0);
        var reference = new SubspaceReference(bank.Moments, 1, Adam, limiter, ScalingKind.ApolloChannel);
        for (var step = 1; step <= 50; step++)
        {
            using var inner = NewDisposeScope();
            test.DrawGradients(step);
            bank.Step(test.Weights, test.Gradients, 0.02, 0.1);
            test.Expected[1].mul_(1 - 0.002).add_(reference.Update(test.Gradients[1].to(ScalarType.Float64)), alpha: -0.02);
        }

        GpuMatrices.AssertNear(reference.Scaling, GpuMatrices.ScalingOf(bank.Scaling, 1), tolerance, "s");
        GpuMatrices.AssertNear(test.Expected[1], test.Weights[1].to(ScalarType.Float64), tolerance, "weight");
    }

    [Fact]
    public void Step_OfUpdatesFarBelowAUnitOfTheWeight_LosesNothingInTheMean()
    {
        using var scope = NewDisposeScope();
        using var test = new GpuMatrices(256, 256, 1);
        using var bank = Bank(256, 256, 4, 1, new ApolloSettings(Adam, new LimiterSettings(0, true), 1, false));
        bank.DrawBases(0);
        test.Weights[0].fill_(1);
        test.Gradients[0].fill_(1);

        // What a step takes is lr s, the same for all channels but for rounding: s of the first step is that of all.
        bank.Step(test.Weights, test.Gradients, 0, 0);
        var scaling = GpuMatrices.ScalingOf(bank.Scaling, 0).mean().item<double>();
        var rate = Math.Pow(2, -8) / 64 / scaling;
        for (var step = 0; step < 1000; step++)
        {
            bank.Step(test.Weights, test.Gradients, rate, 0);
        }

        var lost = 1 - test.Weights[0].to(ScalarType.Float64).mean().item<double>();
        Assert.Equal(1000 * Math.Pow(2, -8) / 64, lost, 0.03 * 1000 * Math.Pow(2, -8) / 64);
    }

    [Fact]
    public void DrawBases_OfADraw_AreNormalAndRepeat()
    {
        using var scope = NewDisposeScope();
        using var bank = Bank(512, 1024, 100, 2, new ApolloSettings(Adam, new LimiterSettings(1.01, true), 1, false));

        bank.DrawBases(3);
        var third = bank.Moments.Bases.clone();
        bank.DrawBases(4);
        var fourth = bank.Moments.Bases.clone();
        bank.DrawBases(3);

        Assert.True(third.eq(bank.Moments.Bases).all().item<bool>());
        Assert.False(third.eq(fourth).all().item<bool>());
        Assert.False(third[0].eq(third[1]).all().item<bool>());
        Assert.Equal(0, third.slice(2, 100, 104, 1).to(ScalarType.Float32).abs().sum().item<float>());

        // 102,400 numbers of variance 1/100: the mean's standard error is 3e-4, the variance's 0.45 %, that of the fourth moment 3 %.
        var numbers = third.slice(2, 0, 100, 1).to(ScalarType.Float64) * 10;
        Assert.Equal(0, numbers.mean().item<double>(), 0.015);
        Assert.Equal(1, numbers.square().mean().item<double>(), 0.02);
        Assert.Equal(3, numbers.pow(4).mean().item<double>(), 0.15);
        var gram = numbers[0].t().mm(numbers[1]) / 512;
        Assert.InRange(gram.abs().max().item<double>(), 0, 0.3);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Step_OneGradientNotFinite_PassesOverThatMatrixAlone(float bad)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuMatrices(96, 64, 3);
        using var bank = Bank(96, 64, 8, 3, new ApolloSettings(Adam, new LimiterSettings(1.01, true), 1, false));
        bank.DrawBases(0);
        test.DrawGradients(1);
        bank.Step(test.Weights, test.Gradients, 0.02, 0.1);
        var before = test.Weights.Select(static weight => weight.clone()).ToArray();
        var (second, previous) = (bank.Moments.Second.clone(), bank.Scaling.Previous.clone());
        test.Gradients[1].index_put_(tensor(bad, ScalarType.BFloat16, CUDA), TensorIndex.Single(95), TensorIndex.Single(63));

        bank.Step(test.Weights, test.Gradients, 0.02, 0.1);

        Assert.Equal([2L, 1, 2], bank.Moments.Steps.cpu().data<long>().ToArray());
        Assert.Equal([false, true, false], before.Zip(test.Weights, static (old, now) => old.eq(now).all().item<bool>()));
        Assert.True(bank.Moments.Second[1].eq(second[1]).all().item<bool>());
        Assert.Equal(previous[1].item<float>(), bank.Scaling.Previous[1].item<float>());
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
            using var bank = Bank(200, 136, 24, 2, new ApolloSettings(Adam, new LimiterSettings(1.01, true), 1, false), MomentEncoding.Blockwise8Bit, seed);
            for (var step = 0; step < 20; step++)
            {
                bank.DrawBases((uint)step / 7);
                test.DrawGradients(step);
                bank.Step(test.Weights, test.Gradients, 1e-3, 0.1);
            }

            return test.Weights[1].clone();
        }
    }

    [Theory]
    [InlineData(4096, 11008, false, 128)]
    [InlineData(11008, 4096, false, 128)]
    [InlineData(4096, 11008, true, 1)]
    public void Step_OfLayersOfSevenBillion_TakesTheTimeOfItsBytes(int rows, int columns, bool isPerTensor, int rank)
    {
        using var scope = NewDisposeScope();
        var (backend, count) = (SharedKernels.Scaling.Banks.Backend, 8);
        var weights = Enumerable.Range(0, count).Select(_ => (randn(rows, columns, device: CUDA) * 0.02).to(ScalarType.BFloat16)).ToArray();
        var gradients = Enumerable.Range(0, count).Select(_ => (randn(rows, columns, device: CUDA) * 0.01).to(ScalarType.BFloat16)).ToArray();
        using var bank = Bank(rows, columns, rank, count, new ApolloSettings(Adam, new LimiterSettings(1.01, true), 1, isPerTensor));
        bank.DrawBases(0);

        var time = GpuClock.Milliseconds(backend, () => bank.Step(weights, gradients, 1e-4, 0.1));

        // The least: G for the projection, and W, G and W again.
        var bytes = 4.0 * 2 * rows * columns * count;
        GpuClock.Report(
            $"APOLLO {(isPerTensor ? "Mini " : "")}{count} x [{rows}, {columns}] r = {rank}", time, bytes, GpuClock.CopyBytesPerMillisecond(backend), 4);
    }

    private static ApolloBank Bank(
        int rows, int columns, int rank, int count, ApolloSettings settings, MomentEncoding encoding = MomentEncoding.Float32, ulong seed = 17) =>
        new(SharedKernels.Scaling, "test", new BankGeometry(rows, columns, rank), GpuMatrices.Keys(count), encoding, settings, seed);
}
