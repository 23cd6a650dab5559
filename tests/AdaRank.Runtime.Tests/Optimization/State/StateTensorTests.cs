using AdaRank.Optimization.State;
using AdaRank.State;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization.State;

public sealed class StateTensorTests
{
    public static TheoryData<StateEncoding> Encoded => [StateEncoding.BFloat16, StateEncoding.Blockwise8Bit];

    [Theory]
    [InlineData(StateEncoding.Full, 0, 0)]
    [InlineData(StateEncoding.BFloat16, 1.0 / 128, 0)]
    [InlineData(StateEncoding.Blockwise8Bit, 0.6, 0.9 / 64)]
    public void Close_AnyNumbers_AreKeptUpToTheResolution(StateEncoding encoding, double relative, double ofLargest)
    {
        using var scope = NewDisposeScope();
        using var state = StateTensor.Zeros([30, 41], encoding, isSigned: true, ScalarType.Float32, CPU);
        var numbers = randn([30, 41]);

        state.Close(numbers, Bits(1));

        // An 8-bit code is finer than a 64th of its block's largest number, and in each decade finer than its upper end.
        var error = (state.Open() - numbers).abs();
        var allowed = (numbers.abs() * relative) + (ofLargest > 0 ? 1e-5 : 0);
        Assert.True(error.le(allowed).all().item<bool>(), $"Off by up to {(error / numbers.abs()).max().item<float>()} of a number.");
        Assert.True(ofLargest == 0 || error.max().item<float>() <= ofLargest * numbers.abs().max().item<float>());
        Assert.Equal(ScalarType.Float32, state.Open().dtype);
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public void Close_ManyTimes_IsRightInTheMean(StateEncoding encoding)
    {
        using var scope = NewDisposeScope();
        const int Rounds = 4000;
        using var state = StateTensor.Zeros([3], encoding, isSigned: true, ScalarType.Float64, CPU);
        var numbers = tensor([1.0, 0.3141592, -0.0271828]);
        var sum = zeros([3], ScalarType.Float64);

        for (var round = 0; round < Rounds; round++)
        {
            state.Close(numbers, Bits(round));
            sum.add_(state.Open());
        }

        // Neighbouring codes are at most 11 % apart there, so that the mean of 4,000 is within half a per cent.
        var relative = ((sum / Rounds) - numbers).div(numbers).abs().max().item<double>();
        Assert.True(relative < 5e-3, $"The mean is off by {relative:P2}.");
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public void Close_SecondMomentThatDecaysByAThousandth_Decays(StateEncoding encoding)
    {
        // Rounded to nearest, none of these would ever move (method.md, section 10).
        using var scope = NewDisposeScope();
        const int Steps = 700;
        using var state = StateTensor.Zeros([512], encoding, isSigned: false, ScalarType.Float32, CPU);
        state.Close(ones([512]).add_(rand([512])), Bits(-1));
        var before = state.Open().mean().item<float>();

        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            state.Close(state.Open().mul(0.999f), Bits(step));
        }

        var share = state.Open().mean().item<float>() / before;
        Assert.InRange(share, Math.Pow(0.999, Steps) * 0.97, Math.Pow(0.999, Steps) * 1.03);
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public void Close_WithTheSameKey_RoundsAlike(StateEncoding encoding)
    {
        using var scope = NewDisposeScope();
        using var one = StateTensor.Zeros([1000], encoding, isSigned: true, ScalarType.Float32, CPU);
        using var other = StateTensor.Zeros([1000], encoding, isSigned: true, ScalarType.Float32, CPU);
        var numbers = randn([1000]);

        one.Close(numbers, Bits(5));
        other.Close(numbers, Bits(5));
        var again = other.Open().clone();
        other.Close(numbers, Bits(6));

        Assert.True(one.Open().eq(again).all().item<bool>());
        Assert.False(one.Open().eq(other.Open()).all().item<bool>());
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public void Open_NothingWritten_IsZero(StateEncoding encoding)
    {
        using var scope = NewDisposeScope();
        using var state = StateTensor.Zeros([7, 300], encoding, isSigned: false, ScalarType.Float32, CPU);

        Assert.True(state.Open().eq(0).all().item<bool>());
    }

    [Fact]
    public void Close_BFloat16OfWhatItHoldsExactly_ChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var state = StateTensor.Zeros([5], StateEncoding.BFloat16, isSigned: true, ScalarType.Float32, CPU);
        var numbers = tensor([0f, -2.5f, 1.0078125f, float.PositiveInfinity, 3.3895314e38f]);

        state.Close(numbers, Bits(3));

        Assert.True(state.Open().eq(numbers).all().item<bool>());
    }

    [Fact]
    public void Close_LargestSingle_DoesNotBecomeInfinite()
    {
        using var scope = NewDisposeScope();
        using var state = StateTensor.Zeros([4000], StateEncoding.BFloat16, isSigned: true, ScalarType.Float32, CPU);

        state.Close(full([4000], float.MaxValue), Bits(3));

        Assert.True(state.Open().isfinite().all().item<bool>());
    }

    [Fact]
    public void Close_SecondMomentFarBelowItsBlock_IsNotRoundedToZero()
    {
        using var scope = NewDisposeScope();
        using var state = StateTensor.Zeros([256], StateEncoding.Blockwise8Bit, isSigned: false, ScalarType.Float32, CPU);
        var numbers = full([256], 1e-30f);
        numbers[0] = 1;

        state.Close(numbers, Bits(3));

        Assert.True(state.Open().gt(0).all().item<bool>());
    }

    [Theory]
    [InlineData(StateEncoding.Full, 4 * 1000)]
    [InlineData(StateEncoding.BFloat16, 2 * 1000)]
    [InlineData(StateEncoding.Blockwise8Bit, 1000 + (4 * 4))]
    public void AllocatedBytes_OfEachEncoding_IsTheFormula(StateEncoding encoding, long bytes)
    {
        using var state = StateTensor.Zeros([10, 100], encoding, isSigned: true, ScalarType.Float32, CPU);

        Assert.Equal(bytes, state.AllocatedBytes);
        Assert.Equal(bytes, StateStorage.Bytes(1000, encoding, fullElementBytes: 4));
    }

    private static RoundingBits Bits(long step) => RoundingBits.For(seed: 11, "layer.weight", step, slot: 0);
}
