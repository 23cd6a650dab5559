using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Tensors;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Banks;

/// <summary>Steps of a bank against the formulas in fp64 (method.md eq. 2.3, 4.1 to 4.5).</summary>
public sealed class AdamBankTests
{
    [Theory]
    [InlineData(64, 96, 8, 1)]
    [InlineData(96, 64, 8, 3)]
    [InlineData(128, 128, 128, 2)]
    [InlineData(300, 333, 20, 2)]
    [InlineData(333, 130, 101, 2)]
    [InlineData(64, 72, 1, 300)]
    [InlineData(1000, 2056, 64, 2)]
    [InlineData(100, 272, 100, 2)]
    [InlineData(700, 2064, 128, 40)]
    [InlineData(2064, 700, 33, 3)]
    [InlineData(8, 16, 3, 3)]
    [InlineData(300, 400, 129, 2)]
    [InlineData(401, 333, 200, 20)]
    [InlineData(2100, 2200, 2048, 1)]
    public void Step_OfAnyShape_GivesWhatTheFormulasGive(int rows, int columns, int rank, int count)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuBank(rows, columns, rank, count);
        var reference = Enumerable.Range(0, count).Select(index => new Reference(test, index)).ToArray();
        for (var step = 1; step <= 5; step++)
        {
            test.DrawGradients();
            test.Bank.Step(test.Weights, test.Gradients, 1e-3, 0.1);
            foreach (var expected in reference)
            {
                expected.Step(1e-3, 0.1, step);
            }
        }

        foreach (var (expected, index) in reference.Select(static (expected, index) => (expected, index)).Take(5))
        {

            // A sum of so many numbers in fp32: its rounding grows with the root of their count.
            var rounding = 1e-6 * Math.Max(1, Math.Sqrt(test.Bank.Geometry.ShortSide / 256.0));
            AssertNear(expected.First, test.Read(test.Bank.First, index), 2 * rounding);
            AssertNear(expected.Second, test.Read(test.Bank.Second, index), 4 * rounding);
            AssertNear(expected.Direction, test.Read(test.Bank.Directions, index), 3e-3);
            Assert.Equal(5, test.Bank.Steps[index].item<long>());

            // Five roundings, each to one of two neighbours 2^-8 to 2^-7 of the number apart.
            var distance = (expected.Weight - test.Weights[index].to(ScalarType.Float64)).abs();
            Assert.True((distance <= (expected.Weight.abs() * 5 / 128) + 1e-4).all().item<bool>());
            AssertNear(expected.Weight, test.Weights[index].to(ScalarType.Float64), 8e-3);
        }
    }

    [Theory]
    [InlineData(64, 96, 8, 1, MomentEncoding.Float32)]
    [InlineData(301, 207, 100, 30, MomentEncoding.Float32)]
    [InlineData(300, 333, 130, 2, MomentEncoding.Float32)]
    [InlineData(192, 320, 16, 2, MomentEncoding.BFloat16)]
    [InlineData(320, 192, 16, 2, MomentEncoding.Blockwise8Bit)]
    internal void Step_OfFloat32Weights_GivesWhatTheFormulasGive(int rows, int columns, int rank, int count, MomentEncoding encoding)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuBank(rows, columns, rank, count, encoding, weights: WeightType.Float32);
        var reference = new Reference(test, count - 1);
        for (var step = 1; step <= 20; step++)
        {
            test.DrawGradients();
            test.Bank.Step(test.Weights, test.Gradients, 1e-3, 0.1);
            reference.Step(1e-3, 0.1, step);
        }

        var tolerance = encoding switch
        {
            MomentEncoding.Float32 => 1e-5,
            MomentEncoding.BFloat16 => 0.01,
            _ => 0.08,
        };
        AssertNear(reference.Direction, test.Read(test.Bank.Directions, count - 1), tolerance);
        AssertNear(reference.Weight, test.Weights[count - 1].to(ScalarType.Float64), tolerance);
        Assert.Equal(20, test.Bank.Steps[count - 1].item<long>());
    }

    [Fact]
    public void Step_OfFloat32WeightsWithAGradientNotFinite_PassesOverThatMatrixAlone()
    {
        using var scope = NewDisposeScope();
        using var test = new GpuBank(64, 96, 8, 3, weights: WeightType.Float32);
        test.DrawGradients();
        test.Bank.Step(test.Weights, test.Gradients, 1e-3, 0.1);
        var before = (Weight: test.Weights[1].clone(), Other: test.Weights[2].clone());
        test.Gradients[1].fill_(float.NegativeInfinity);

        test.Bank.Step(test.Weights, test.Gradients, 1e-3, 0.1);

        Assert.Equal([2L, 1, 2], test.Bank.Steps.cpu().data<long>().ToArray());
        Assert.True(test.Weights[1].eq(before.Weight).all().item<bool>());
        Assert.False(test.Weights[2].eq(before.Other).all().item<bool>());
    }

    [Theory]
    [InlineData(64, 256, 8, 1)]
    [InlineData(100, 272, 96, 3)]
    [InlineData(1030, 1040, 64, 20)]
    [InlineData(2048, 512, 96, 4)]
    public void Updates_ByBothKernels_AreTheSameToTheLastBit(int rows, int columns, int rank, int count)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuBank(rows, columns, rank, count);
        using var kernels = new BankKernels(Gpu.Gpu.Open());
        var bank = test.Bank;
        bank.Directions.normal_();
        var stream = kernels.Backend.Stream;
        using var tiled = new LowRankUpdate(kernels, "tiled", bank.Geometry, count);
        using var streamed = new StreamedUpdate(kernels, "streamed", bank.Geometry, count);

        var results = new WeightUpdate[] { tiled, streamed }.Select(update =>
        {
            var weights = test.Weights.Select(static weight => weight.clone()).ToArray();
            var entries = Enumerable.Range(0, count).Select(index =>
            {
                var (basis, direction) = (TensorPointer.Of(bank.Bases[index]), TensorPointer.Of(bank.Directions[index]));
                return new UpdateEntry(
                    TensorPointer.Of(weights[index]), bank.Geometry.IsLeft ? basis : direction, bank.Geometry.IsLeft ? direction : basis, (ulong)index, 0);
            });
            update.Bind(entries.ToArray(), stream);
            update.Queue(new UpdateScalars(0.99f, -1e-3f, 5, 7), stream);
            return weights;
        }).ToArray();

        foreach (var ((one, other), before) in results[0].Zip(results[1]).Zip(test.Weights))
        {
            Assert.True(one.eq(other).all().item<bool>());
            Assert.False(one.eq(before).all().item<bool>());
        }
    }

    [Theory]
    [InlineData(100, 272, 24)]
    [InlineData(301, 207, 100)]
    public void Update_ByProductsOfCublas_IsNearThatOfTheKernels(int rows, int columns, int rank)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuBank(rows, columns, rank, 1);
        using var kernels = new BankKernels(Gpu.Gpu.Open());
        var bank = test.Bank;
        bank.Directions.normal_();
        var (basis, direction) = (TensorPointer.Of(bank.Bases[0]), TensorPointer.Of(bank.Directions[0]));
        var stream = kernels.Backend.Stream;
        using var update = new ProductUpdate(kernels, "products", bank.Geometry, 1, WeightType.BFloat16);
        var expected = test.Weights[0].to(ScalarType.Float64) * 0.99;
        var product = (bank.Geometry.IsLeft ? bank.Bases[0] : bank.Directions[0]).to(ScalarType.Float64)
            .mm((bank.Geometry.IsLeft ? bank.Directions[0] : bank.Bases[0]).to(ScalarType.Float64).t());
        expected.add_(product, alpha: -0.01);

        var entry = new UpdateEntry(
            TensorPointer.Of(test.Weights[0]), bank.Geometry.IsLeft ? basis : direction, bank.Geometry.IsLeft ? direction : basis, 1, TensorPointer.Of(ones(1, dtype: ScalarType.Int32, device: CUDA)));
        update.Bind([entry], stream);
        update.Queue(new UpdateScalars(0.99f, -0.01f, 5, 7), stream);

        AssertNear(expected, test.Weights[0].to(ScalarType.Float64), 5e-3);
        Assert.Equal(2, update.Launches);
    }

    [Theory]
    [InlineData(MomentEncoding.Float32, WeightType.BFloat16)]
    [InlineData(MomentEncoding.BFloat16, WeightType.BFloat16)]
    [InlineData(MomentEncoding.Float32, WeightType.Float32)]
    internal void Step_OfClippedGradients_IsThatOfGradientsTimesTheFactor(MomentEncoding encoding, WeightType weights)
    {
        using var scope = NewDisposeScope();
        using var clipped = new GpuBank(96, 64, 8, 2, encoding, weights: weights);
        using var multiplied = new GpuBank(96, 64, 8, 2, encoding, weights: weights);
        var factor = tensor(0.25f, device: CUDA);
        for (var step = 0; step < 3; step++)
        {
            clipped.DrawGradients();
            multiplied.DrawGradients();
            foreach (var gradient in multiplied.Gradients)
            {
                // A power of two, so that the products are the same to the last bit.
                gradient.mul_(0.25);
            }

            clipped.Bank.Step(clipped.Weights, clipped.Gradients, 1e-3, 0.1, TensorPointer.Of(factor));
            multiplied.Bank.Step(multiplied.Weights, multiplied.Gradients, 1e-3, 0.1);
        }

        Assert.True(clipped.Bank.First.eq(multiplied.Bank.First).all().item<bool>());
        Assert.True(clipped.Weights[1].eq(multiplied.Weights[1]).all().item<bool>());
        Assert.True(clipped.Bank.Energies.eq(multiplied.Bank.Energies).all().item<bool>());
    }

    [Fact]
    public void Step_Repeated_NeverTouchesThePadding()
    {
        using var scope = NewDisposeScope();
        using var test = new GpuBank(96, 64, 5, 2);
        test.DrawGradients();

        test.Bank.Step(test.Weights, test.Gradients, 1e-3, 0);

        foreach (var tensor in (Tensor[])[test.Bank.First, test.Bank.Second, test.Bank.Projected, test.Bank.Directions])
        {
            Assert.Equal(0, tensor.slice(2, 5, 8, 1).to(ScalarType.Float32).abs().sum().item<float>());
        }
    }

    [Theory]
    [InlineData(256, 4)]
    [InlineData(250, 4)]
    [InlineData(256, 130)]
    public void Step_OfUpdatesFarBelowAUnitOfTheWeight_LosesNothingInTheMean(int columns, int rank)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuBank(256, columns, rank, 1);
        test.Weights[0].fill_(1);
        test.Gradients[0].copy_(ones(256, columns));
        var basis = test.Bank.Bases[0];
        basis.zero_();
        basis.slice(1, 0, 1, 1).fill_(1.0 / 16);

        // N is 1 everywhere, so every weight is to lose lr α / 16 in each of 1,000 steps: 1/64 of the distance to the next number.
        var rate = Math.Pow(2, -8) / 64 * 16 / GpuBank.Settings.Scale;
        for (var step = 0; step < 1000; step++)
        {
            test.Bank.Step(test.Weights, test.Gradients, rate, 0);
        }

        // Rounded to nearest, none would have moved. The mean of 65,536 weights has a standard error of a 65th of such a distance.
        var lost = 1 - test.Weights[0].to(ScalarType.Float64).mean().item<double>();
        Assert.Equal(1000 * Math.Pow(2, -8) / 64, lost, 0.02 * 1000 * Math.Pow(2, -8) / 64);
        Assert.Equal(1, (1 - tensor((float)(rate * GpuBank.Settings.Scale / 16))).to(ScalarType.BFloat16).to(ScalarType.Float32).item<float>());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Step_OneGradientNotFinite_PassesOverThatMatrixAlone(float bad)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuBank(64, 96, 8, 3);
        test.DrawGradients();
        test.Bank.Step(test.Weights, test.Gradients, 1e-3, 0.1);
        var before = (Weight: test.Weights[1].clone(), First: test.Bank.First.clone(), Other: test.Weights[2].clone());
        test.Gradients[1].index_put_(tensor(bad, ScalarType.BFloat16, CUDA), TensorIndex.Single(63), TensorIndex.Single(95));

        test.Bank.Step(test.Weights, test.Gradients, 1e-3, 0.1);

        Assert.Equal([2L, 1, 2], test.Bank.Steps.cpu().data<long>().ToArray());
        Assert.Equal([1, 0, 1], test.Bank.Finite.cpu().data<int>().ToArray());
        Assert.True(test.Weights[1].eq(before.Weight).all().item<bool>());
        Assert.True(test.Bank.First[1].eq(before.First[1]).all().item<bool>());
        Assert.False(test.Weights[2].eq(before.Other).all().item<bool>());
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
            using var test = new GpuBank(200, 136, 24, 2, encoding, seed);
            for (var step = 0; step < 20; step++)
            {
                test.DrawGradients();
                test.Bank.Step(test.Weights, test.Gradients, 1e-3, 0.1);
            }

            return test.Weights[0].clone();
        }
    }

    [Theory]
    [InlineData(MomentEncoding.BFloat16, 0.02)]
    [InlineData(MomentEncoding.Blockwise8Bit, 0.08)]
    internal void Step_OfEncodedMoments_StaysNearTheFormulasOver1000Steps(MomentEncoding encoding, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuBank(192, 320, 16, 2, encoding);
        var reference = new Reference(test, 0);
        for (var step = 1; step <= 1000; step++)
        {
            using var inner = NewDisposeScope();
            test.DrawGradients();
            test.Bank.Step(test.Weights, test.Gradients, 1e-4, 0);
            reference.Step(1e-4, 0, step);
        }

        AssertNear(reference.Direction, test.Read(test.Bank.Directions, 0), tolerance);

        // Second moments decay in the mean: rounded to nearest, those in bf16 would stand above by half.
        if (encoding is MomentEncoding.BFloat16)
        {
            Assert.Equal(1, test.Read(test.Bank.Second, 0).mean().item<double>() / reference.Second.mean().item<double>(), 0.005);
        }
    }

    [Fact]
    public void Step_OfFloat32Moments_StaysWithTheFormulasOver1000Steps()
    {
        using var scope = NewDisposeScope();
        using var test = new GpuBank(192, 320, 16, 1);
        var reference = new Reference(test, 0);
        for (var step = 1; step <= 1000; step++)
        {
            using var inner = NewDisposeScope();
            test.DrawGradients();
            test.Bank.Step(test.Weights, test.Gradients, 1e-4, 0.01);
            reference.Step(1e-4, 0.01, step);
        }

        AssertNear(reference.First, test.Read(test.Bank.First, 0), 4e-6);
        AssertNear(reference.Second, test.Read(test.Bank.Second, 0), 2e-5);

        // A walk of 1,000 roundings of a third of a unit each; a unit is at most 2^-7 of the weight.
        AssertNear(reference.Weight, test.Weights[0].to(ScalarType.Float64), 0.12);
        var bias = (reference.Weight - test.Weights[0].to(ScalarType.Float64)).mean().abs().item<double>() / reference.Weight.abs().mean().item<double>();
        Assert.True(bias < 2e-3, $"The weights have drifted by {bias} of their size.");
    }

    [Fact]
    public void Step_TensorsThatDoNotFit_AreRefusedBeforeAnythingChanges()
    {
        using var scope = NewDisposeScope();
        using var test = new GpuBank(64, 96, 8, 2);
        test.DrawGradients();
        var before = test.Weights[0].clone();

        Assert.Throws<ArgumentException>("weights", () => test.Bank.Step([test.Weights[0]], test.Gradients, 1e-3, 0));
        Assert.Throws<ArgumentException>("gradients", () => test.Bank.Step(test.Weights, [test.Gradients[0], test.Gradients[1].to(ScalarType.Float32)], 1e-3, 0));
        Assert.Throws<ArgumentException>("gradients", () => test.Bank.Step(test.Weights, [test.Gradients[0], test.Gradients[1].t()], 1e-3, 0));
        Assert.Throws<ArgumentException>("weights", () => test.Bank.Step([test.Weights[0].cpu(), test.Weights[1]], test.Gradients, 1e-3, 0));
        Assert.Throws<ArgumentOutOfRangeException>("learningRate", () => test.Bank.Step(test.Weights, test.Gradients, double.NaN, 0));
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => test.Bank.Step(test.Weights, test.Gradients, 1e-3, -1));

        Assert.Equal([0L, 0], test.Bank.Steps.cpu().data<long>().ToArray());
        Assert.True(test.Weights[0].eq(before).all().item<bool>());
    }

    [Fact]
    public void Step_WeightsMovedInACallThatWasRefused_UpdatesThemInTheNext()
    {
        using var scope = NewDisposeScope();
        using var test = new GpuBank(64, 96, 8, 1);
        test.DrawGradients();
        test.Bank.Step(test.Weights, test.Gradients, 1e-3, 0);
        var moved = test.Weights[0].clone();
        var (before, old) = (moved.clone(), test.Weights[0].clone());
        Assert.Throws<ArgumentException>("gradients", () => test.Bank.Step([moved], [test.Gradients[0].cpu()], 1e-3, 0));

        test.Bank.Step([moved], test.Gradients, 1e-3, 0);

        Assert.False(moved.eq(before).all().item<bool>());
        Assert.True(test.Weights[0].eq(old).all().item<bool>());
    }

    [Theory]
    [InlineData(MomentEncoding.Float32, 4, 4)]
    [InlineData(MomentEncoding.BFloat16, 2, 2)]
    [InlineData(MomentEncoding.Blockwise8Bit, 1, 1)]
    internal void StateBytes_OfEachEncoding_AreThoseOfTheFormula(MomentEncoding encoding, int first, int second)
    {
        using var scope = NewDisposeScope();
        using var test = new GpuBank(192, 320, 16, 3, encoding);

        var scales = encoding is MomentEncoding.Blockwise8Bit ? 2 * 4 * (320 * 16 / 256) : 0;
        Assert.Equal(3L * ((2 * 192 * 16) + ((first + second) * 320 * 16) + scales), test.Bank.StateBytes);
    }

    private static void AssertNear(Tensor expected, Tensor actual, double tolerance)
    {
        var error = ((actual - expected).norm() / expected.norm()).item<double>();
        Assert.True(error <= tolerance, $"The relative distance is {error}, and {tolerance} is allowed.");
    }

    /// <summary>The same steps by tensor expressions in fp64, with the weight kept in fp64.</summary>
    private sealed class Reference
    {
        private readonly GpuBank _test;
        private readonly int _index;

        public Reference(GpuBank test, int index)
        {
            (_test, _index) = (test, index);
            var geometry = test.Bank.Geometry;
            Weight = test.Weights[index].to(ScalarType.Float64);
            First = zeros(geometry.LongSide, geometry.Rank, dtype: ScalarType.Float64, device: CUDA);
            Second = zeros_like(First);
            Direction = zeros_like(First);
        }

        public Tensor Weight { get; }

        public Tensor First { get; }

        public Tensor Second { get; }

        public Tensor Direction { get; }

        public void Step(double rate, double decay, int step)
        {
            using var scope = NewDisposeScope();
            var settings = GpuBank.Settings;
            var (gradient, basis) = (_test.Gradients[_index].to(ScalarType.Float64), _test.Basis(_index));
            var projected = (_test.Bank.Geometry.IsLeft ? gradient.t() : gradient).mm(basis);
            First.mul_(settings.Beta1).add_(projected, alpha: 1 - settings.Beta1);
            Second.mul_(settings.Beta2).addcmul_(projected, projected, value: 1 - settings.Beta2);
            var root = (Second / (1 - Math.Pow(settings.Beta2, step))).sqrt() + settings.Epsilon;
            Direction.copy_(First / (1 - Math.Pow(settings.Beta1, step)) / root);
            var product = basis.mm(Direction.t());
            Weight.mul_(1 - (rate * decay)).add_(_test.Bank.Geometry.IsLeft ? product : product.t(), alpha: -rate * settings.Scale);
        }
    }
}
