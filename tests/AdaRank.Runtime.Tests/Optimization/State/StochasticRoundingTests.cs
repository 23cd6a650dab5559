using AdaRank.Optimization.State;
using AdaRank.State;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization.State;

public sealed class StochasticRoundingTests
{
    [Fact]
    public void RoundByTensors_AnyNumbers_GivesTheBitsOfTheHost()
    {
        using var scope = NewDisposeScope();
        var special = tensor([0f, -0f, 1f, -1f, float.MaxValue, -float.MaxValue, float.Epsilon, -float.Epsilon, 1e-39f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1.003f]);
        var numbers = cat([special, randn([1011]).mul_(100), randn([1000]).mul_(1e-38)]).view(44, 46);
        var (host, device) = (zeros([44, 46], ScalarType.BFloat16), zeros([44, 46], ScalarType.BFloat16));

        for (var step = 1; step <= 20; step++)
        {
            StochasticRounding.Round(numbers, host, Bits(step));
            StochasticRounding.RoundByTensors([numbers], [device], [Bits(step)]);

            var (one, other) = (host.to(ScalarType.Float32), device.to(ScalarType.Float32));
            Assert.True(one.eq(other).logical_or(one.isnan().logical_and(other.isnan())).all().item<bool>());
        }
    }

    [Fact]
    public void RoundByTensors_SeveralTogether_GivesEachItsOwnBits()
    {
        using var scope = NewDisposeScope();
        Tensor[] numbers = [randn([7, 9]), randn([7, 9]), randn([7, 9])];
        Tensor[] host = [.. numbers.Select(static tensor => zeros_like(tensor, ScalarType.BFloat16))];
        Tensor[] device = [.. numbers.Select(static tensor => zeros_like(tensor, ScalarType.BFloat16))];
        RoundingBits[] bits = [RoundingBits.For(3, "a", 1, 255), RoundingBits.For(3, "b", 1, 255), RoundingBits.For(3, "a", 2, 255)];

        StochasticRounding.Round(numbers, host, bits);
        StochasticRounding.RoundByTensors(numbers, device, bits);

        Assert.All(host.Zip(device), static pair => Assert.True(pair.First.eq(pair.Second).all().item<bool>()));
    }

    [Fact]
    public void Round_ToAWeightThatIsTransposed_WritesEachNumberToItsPlace()
    {
        using var scope = NewDisposeScope();
        var numbers = randn([5, 8]);
        var (straight, turned) = (zeros([5, 8], ScalarType.BFloat16), zeros([8, 5], ScalarType.BFloat16).t());

        StochasticRounding.Round(numbers, straight, Bits(1));
        StochasticRounding.Round(numbers, turned, Bits(1));

        Assert.True(straight.eq(turned).all().item<bool>());
    }

    [Theory]
    [InlineData(true, 512)]
    [InlineData(false, 777)]
    [InlineData(false, 3)]
    public void Close_Of8BitStateByTensors_GivesTheBitsOfTheHost(bool isSigned, long length)
    {
        using var scope = NewDisposeScope();
        using StateTensor host = new BlockwiseStateTensor([length], isSigned, ScalarType.Float32);
        using StateTensor device = new DeviceBlockwiseStateTensor([length], isSigned, ScalarType.Float32, CPU);
        Assert.Equal((host.Encoding, host.AllocatedBytes), (device.Encoding, device.AllocatedBytes));
        var numbers = isSigned ? randn([length]) : rand([length]).square();
        numbers.narrow(0, length / 2, length / 4).zero_();

        for (var step = 1; step <= 5; step++)
        {
            host.Close(numbers, Bits(step));
            device.Close(numbers, Bits(step));

            Assert.True(host.Open().eq(device.Open()).all().item<bool>());
        }
    }

    [Fact]
    public void Close_Of8BitStateByTensorsWithNothingButZeros_KeepsZeros()
    {
        using var scope = NewDisposeScope();
        using StateTensor device = new DeviceBlockwiseStateTensor([300], isSigned: false, ScalarType.Float64, CPU);

        device.Close(zeros([300], ScalarType.Float64), Bits(1));

        Assert.Equal(StateEncoding.Blockwise8Bit, device.Encoding);
        Assert.Equal((ScalarType.Float64, 0.0), (device.Open().dtype, device.Open().abs().sum().item<double>()));
    }

    private static RoundingBits Bits(long step) => RoundingBits.For(11, "weight", step, 1);
}
