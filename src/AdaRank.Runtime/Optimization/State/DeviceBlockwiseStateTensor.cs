using AdaRank.State;
using static TorchSharp.torch;

namespace AdaRank.Optimization.State;

/// <summary>State in 8 bits per element on a device, by tensor operations: codes and scales as <see cref="BlockwiseStateTensor"/> has them, to the last bit.</summary>
internal sealed class DeviceBlockwiseStateTensor : StateTensor
{
    /// <summary>How many numbers are encoded at a time, whole blocks of them: indices and random bits take 64 bits each.</summary>
    private const long NumbersAtATime = 1 << 22;

    /// <summary>2⁻³², which makes a share of 32 random bits.</summary>
    private const double OfRandom = 1.0 / (1UL << 32);

    private readonly long[] _shape;
    private readonly ScalarType _dtype;
    private readonly Tensor _code;
    private readonly Tensor _codes;
    private readonly Tensor _scales;

    public DeviceBlockwiseStateTensor(ReadOnlySpan<long> shape, bool isSigned, ScalarType dtype, Device device)
    {
        (_shape, _dtype) = (shape.ToArray(), dtype);
        var elements = Storage.Elements(_shape);
        _code = tensor(isSigned ? DynamicCode.Signed : DynamicCode.Unsigned, device: device).DetachFromDisposeScope();
        _codes = Storage.Zeros([elements], ScalarType.Byte, device);

        // A scale of zero makes zeros of all codes.
        _scales = Storage.Zeros([(elements + StateStorage.BlockSize - 1) / StateStorage.BlockSize], ScalarType.Float32, device);
    }

    /// <summary>The codes, one for each element.</summary>
    public Tensor Codes => _codes;

    /// <summary>The scale of each block.</summary>
    public Tensor Scales => _scales;

    public override StateEncoding Encoding => StateEncoding.Blockwise8Bit;

    /// <remarks>The table of 256 numbers is not state.</remarks>
    public override long AllocatedBytes => Storage.Bytes(_codes) + Storage.Bytes(_scales);

    public override Tensor Open()
    {
        var numbers = empty(_codes.shape, ScalarType.Float32, _codes.device);
        ForEachPart((start, count) => numbers.narrow(0, start, count).copy_(Decode(start, count)));
        using (numbers)
        {
            return numbers.view(_shape).to(_dtype);
        }
    }

    public override void Close(Tensor numbers, RoundingBits rounding)
    {
        using var scope = NewDisposeScope();
        var single = numbers.to(ScalarType.Float32).reshape(-1);
        ForEachPart((start, count) => Encode(single.narrow(0, start, count), start, count, rounding));
    }

    public override void Dispose()
    {
        _code.Dispose();
        _codes.Dispose();
        _scales.Dispose();
    }

    private static long Blocks(long count) => (count + StateStorage.BlockSize - 1) / StateStorage.BlockSize;

    private static Tensor PerNumber(Tensor ofBlocks, long count) => ofBlocks.repeat_interleave(StateStorage.BlockSize).narrow(0, 0, count);

    private void ForEachPart(Action<long, long> work)
    {
        for (var start = 0L; start < _codes.shape[0]; start += NumbersAtATime)
        {
            using var scope = NewDisposeScope();
            work(start, Math.Min(NumbersAtATime, _codes.shape[0] - start));
        }
    }

    private Tensor ScalesOf(long start, long count) => _scales.narrow(0, start / StateStorage.BlockSize, Blocks(count));

    private Tensor Decode(long start, long count) =>
        _code.index_select(0, _codes.narrow(0, start, count).to(ScalarType.Int32)).mul_(PerNumber(ScalesOf(start, count), count));

    private void Encode(Tensor numbers, long start, long count, RoundingBits rounding)
    {
        var blocks = Blocks(count);
        var padded = zeros([blocks * StateStorage.BlockSize], ScalarType.Float32, numbers.device);
        padded.narrow(0, 0, count).copy_(numbers);
        var scales = padded.view(blocks, StateStorage.BlockSize).abs().amax([1]);
        ScalesOf(start, count).copy_(scales);

        var scale = PerNumber(scales, count);
        var isZero = scale.eq(0);
        var ratio = numbers.div(where(isZero, ones_like(scale), scale));
        var below = searchsorted(_code, ratio, right: true).sub_(1).clamp_(0);
        var above = below.add(1).clamp_(max: _code.shape[0] - 1);
        var (floor, ceiling) = (_code.index_select(0, below), _code.index_select(0, above));

        // At the largest code the share is not a number, and nothing is below that.
        var share = ratio.sub(floor).div_(ceiling.sub(floor)).to(ScalarType.Float64);
        var random = TensorBits.Draw([rounding], start, count, numbers.device)[0].to(ScalarType.Float64).mul_(OfRandom);
        var chosen = where(random.lt(share), above, below);
        _codes.narrow(0, start, count).copy_(where(isZero, zeros_like(chosen), chosen));
    }
}
