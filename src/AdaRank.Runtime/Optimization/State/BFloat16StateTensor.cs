using System.Runtime.InteropServices;
using AdaRank.State;
using static TorchSharp.torch;

namespace AdaRank.Optimization.State;

/// <summary>State in bf16, rounded stochastically (method.md, section 10).</summary>
internal sealed class BFloat16StateTensor : StateTensor
{
    private const uint Infinity = 0x7F80_0000;

    private readonly Tensor _stored;
    private readonly ScalarType _dtype;

    public BFloat16StateTensor(ReadOnlySpan<long> shape, ScalarType dtype, Device device) =>
        (_stored, _dtype) = (Storage.Zeros(shape, ScalarType.BFloat16, device), dtype);

    public override StateEncoding Encoding => StateEncoding.BFloat16;

    public override long AllocatedBytes => Storage.Bytes(_stored);

    public override Tensor Open() => _stored.to(_dtype);

    public override void Close(Tensor numbers, RoundingBits rounding)
    {
        using var single = numbers.to(ScalarType.Float32).contiguous();
        var source = MemoryMarshal.Cast<byte, uint>(single.bytes);
        var destination = MemoryMarshal.Cast<byte, ushort>(_stored.bytes);
        for (var start = 0; start < source.Length; start += RoundingBits.Lanes)
        {
            var bits = rounding.Block(start / RoundingBits.Lanes);
            var count = Math.Min(RoundingBits.Lanes, source.Length - start);
            for (var lane = 0; lane < count; lane++)
            {
                destination[start + lane] = Round(source[start + lane], bits[lane]);
            }
        }
    }

    public override void Dispose() => _stored.Dispose();

    /// <summary>
    /// The upper half of an fp32 number, carried up with the probability that the lower half is of the distance between two
    /// bf16 numbers. What bf16 holds exactly stays; infinities and NaN do, too.
    /// </summary>
    private static ushort Round(uint number, uint random)
    {
        var isFinite = (number & Infinity) != Infinity;
        var carried = isFinite ? number + (random & 0xFFFF) : number;

        // The largest number must not become infinite by chance.
        return (ushort)((isFinite && (carried & Infinity) == Infinity ? number : carried) >> 16);
    }
}
