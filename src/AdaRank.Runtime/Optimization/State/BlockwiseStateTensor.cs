using System.Runtime.InteropServices;
using AdaRank.State;
using static TorchSharp.torch;

namespace AdaRank.Optimization.State;

/// <summary>State in 8 bits per element, each block of 256 scaled by its largest magnitude and rounded stochastically.</summary>
/// <remarks>
/// Dettmers et al. (arXiv 2110.02861), with <see cref="DynamicCode"/>. Codes are several per cent apart, so that a second moment
/// rounded to nearest would not decay by a thousandth of itself; stochastically it does, in the mean.
/// </remarks>
internal sealed class BlockwiseStateTensor : StateTensor
{
    private readonly long[] _shape;
    private readonly float[] _code;
    private readonly ScalarType _dtype;
    private readonly Tensor _codes;
    private readonly Tensor _scales;

    public BlockwiseStateTensor(ReadOnlySpan<long> shape, bool isSigned, ScalarType dtype)
    {
        (_shape, _code, _dtype) = (shape.ToArray(), isSigned ? DynamicCode.Signed : DynamicCode.Unsigned, dtype);
        var elements = Storage.Elements(_shape);
        _codes = Storage.Zeros([elements], ScalarType.Byte, CPU);

        // A scale of zero makes zeros of all codes.
        _scales = Storage.Zeros([(elements + StateStorage.BlockSize - 1) / StateStorage.BlockSize], ScalarType.Float32, CPU);
    }

    public override StateEncoding Encoding => StateEncoding.Blockwise8Bit;

    public override long AllocatedBytes => Storage.Bytes(_codes) + Storage.Bytes(_scales);

    public override Tensor Open()
    {
        var numbers = zeros(_shape, ScalarType.Float32);
        var destination = MemoryMarshal.Cast<byte, float>(numbers.bytes);
        var codes = _codes.bytes;
        var scales = MemoryMarshal.Cast<byte, float>(_scales.bytes);
        for (var index = 0; index < destination.Length; index++)
        {
            destination[index] = _code[codes[index]] * scales[index / StateStorage.BlockSize];
        }

        if (_dtype is ScalarType.Float32)
        {
            return numbers;
        }

        using (numbers)
        {
            return numbers.to(_dtype);
        }
    }

    public override void Close(Tensor numbers, RoundingBits rounding)
    {
        using var single = numbers.to(ScalarType.Float32).contiguous();
        var source = MemoryMarshal.Cast<byte, float>(single.bytes);
        var codes = _codes.bytes;
        var scales = MemoryMarshal.Cast<byte, float>(_scales.bytes);
        for (var block = 0; block < scales.Length; block++)
        {
            var start = block * StateStorage.BlockSize;
            var part = source.Slice(start, Math.Min(StateStorage.BlockSize, source.Length - start));
            scales[block] = LargestMagnitude(part);
            Encode(part, scales[block], codes.Slice(start, part.Length), rounding, start / RoundingBits.Lanes);
        }
    }

    public override void Dispose()
    {
        _codes.Dispose();
        _scales.Dispose();
    }

    private static float LargestMagnitude(ReadOnlySpan<float> numbers)
    {
        var largest = 0f;
        foreach (var number in numbers)
        {
            largest = Math.Max(largest, Math.Abs(number));
        }

        return largest;
    }

    private void Encode(ReadOnlySpan<float> numbers, float scale, Span<byte> codes, RoundingBits rounding, int firstBlock)
    {
        if (scale == 0)
        {
            codes.Clear();
            return;
        }

        for (var start = 0; start < numbers.Length; start += RoundingBits.Lanes)
        {
            var bits = rounding.Block(firstBlock + (start / RoundingBits.Lanes));
            var count = Math.Min(RoundingBits.Lanes, numbers.Length - start);
            for (var lane = 0; lane < count; lane++)
            {
                codes[start + lane] = Round(numbers[start + lane] / scale, bits[lane]);
            }
        }
    }

    /// <summary>One of the two codes around a number, the nearer one more often, so that the mean is right.</summary>
    private byte Round(float number, uint random)
    {
        var below = DynamicCode.Below(_code, number);
        if (below == _code.Length - 1)
        {
            return (byte)below;
        }

        var share = (number - _code[below]) / (_code[below + 1] - _code[below]);
        return (byte)((random * (1.0 / (1UL << 32))) < share ? below + 1 : below);
    }
}
