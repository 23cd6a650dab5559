using AdaRank.Optimization.State;
using AdaRank.State;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Engine;

/// <summary>Random bits, rounding and encoded state on CUDA: what the host has, to the last bit.</summary>
public sealed class DeviceStateTests
{
    [Fact]
    public void Draw_OnCuda_GivesTheBitsOfTheHost()
    {
        _ = Gpu.Gpu.Open();
        using var scope = NewDisposeScope();
        RoundingBits[] keys = [RoundingBits.For(ulong.MaxValue - 3, "a.weight", 7, 255), RoundingBits.For(ulong.MaxValue - 3, "b", 1L << 31, 255)];

        Assert.True(TensorBits.Draw(keys, 4_000_000_000, 1001, CUDA).cpu().eq(TensorBits.Draw(keys, 4_000_000_000, 1001, CPU)).all().item<bool>());
    }

    [Fact]
    public void Round_OnCuda_GivesTheBitsOfTheHost()
    {
        _ = Gpu.Gpu.Open();
        using var scope = NewDisposeScope();
        var special = tensor([0f, -0f, 1f, -1f, float.MaxValue, -float.MaxValue, float.Epsilon, -float.Epsilon, 1e-39f, float.PositiveInfinity, float.NegativeInfinity, float.NaN]);

        // More than are rounded at a time, and a weight that is not contiguous.
        var numbers = cat([special, randn([(5 << 20) - special.shape[0]])]).view(5 << 10, 1 << 10);
        var (host, device) = (zeros([5 << 10, 1 << 10], ScalarType.BFloat16), zeros([1 << 10, 5 << 10], ScalarType.BFloat16, CUDA).t());
        var bits = RoundingBits.For(3, "weight", 9, 255);

        StochasticRounding.Round(numbers, host, bits);
        StochasticRounding.Round(numbers.cuda(), device, bits);

        var (one, other) = (host.to(ScalarType.Float32), device.cpu().to(ScalarType.Float32));
        Assert.True(one.eq(other).logical_or(one.isnan().logical_and(other.isnan())).all().item<bool>());
    }

    [Theory]
    [InlineData(StateEncoding.BFloat16, true)]
    [InlineData(StateEncoding.Blockwise8Bit, true)]
    [InlineData(StateEncoding.Blockwise8Bit, false)]
    public void Close_OfEncodedStateOnCuda_GivesTheBitsOfTheHost(StateEncoding encoding, bool isSigned)
    {
        _ = Gpu.Gpu.Open();
        using var scope = NewDisposeScope();
        using var host = StateTensor.Zeros([70, 37], encoding, isSigned, ScalarType.Float32, CPU);
        using var device = StateTensor.Zeros([70, 37], encoding, isSigned, ScalarType.Float32, CUDA);
        var numbers = isSigned ? randn([70, 37]) : rand([70, 37]).square();

        for (var step = 1; step <= 5; step++)
        {
            host.Close(numbers, RoundingBits.For(3, "m", step, 0));
            device.Close(numbers.cuda(), RoundingBits.For(3, "m", step, 0));

            Assert.True(host.Open().eq(device.Open().cpu()).all().item<bool>());
        }

        Assert.Equal(host.AllocatedBytes, device.AllocatedBytes);
    }
}
