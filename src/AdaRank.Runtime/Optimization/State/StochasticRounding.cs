using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaRank.Optimization.State;

/// <summary>Rounds fp32 to bf16 by chance, up with the probability that makes the mean right (method.md, section 10).</summary>
/// <remarks>On the host by bits, elsewhere by tensor operations; both give the same numbers. What bf16 holds exactly stays, and so do infinities and NaN.</remarks>
internal static class StochasticRounding
{
    /// <summary>How many numbers are rounded at a time on a device: random bits take several times their memory.</summary>
    private const long NumbersAtATime = 1 << 22;

    private const uint Infinity = 0x7F80_0000;

    /// <summary>2¹⁶, the distance of two bf16 numbers in fp32 numbers.</summary>
    private const int Share = 65536;

    /// <summary>Rounds one tensor.</summary>
    /// <param name="numbers">Of any float type, on the device of <paramref name="stored"/>.</param>
    /// <param name="stored">Receives them, bf16, of the same shape and any layout.</param>
    /// <param name="rounding">Random bits.</param>
    public static void Round(Tensor numbers, Tensor stored, RoundingBits rounding) => Round([numbers], [stored], [rounding]);

    /// <summary>Rounds tensors of equally many elements: on a device several together, as long as they are small.</summary>
    /// <param name="numbers">Of any float type, on the devices of <paramref name="stored"/>.</param>
    /// <param name="stored">Receive them, bf16, of the same shapes and any layout.</param>
    /// <param name="roundings">Random bits of one seed and slot.</param>
    public static void Round(IReadOnlyList<Tensor> numbers, IReadOnlyList<Tensor> stored, IReadOnlyList<RoundingBits> roundings)
    {
        if (numbers.Count == 0)
        {
            return;
        }

        var together = (int)Math.Clamp(NumbersAtATime / Math.Max(1, stored[0].numel()), 1, numbers.Count);
        for (var start = 0; start < numbers.Count; start += together)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(together, numbers.Count - start);
            if (stored[start].device_type is DeviceType.CPU)
            {
                for (var index = start; index < start + count; index++)
                {
                    RoundOnHost(numbers[index], stored[index], roundings[index]);
                }
            }
            else
            {
                RoundByTensors([.. numbers.Skip(start).Take(count)], [.. stored.Skip(start).Take(count)], [.. roundings.Skip(start).Take(count)]);
            }
        }
    }

    /// <summary>The same by tensor operations, on any device.</summary>
    public static void RoundByTensors(IReadOnlyList<Tensor> numbers, IReadOnlyList<Tensor> stored, IReadOnlyList<RoundingBits> roundings)
    {
        using var scope = NewDisposeScope();
        var lines = numbers.Count == 1
            ? numbers[0].to(ScalarType.Float32).reshape(1, -1)
            : stack(numbers.Select(static tensor => tensor.to(ScalarType.Float32).reshape(-1)));
        var length = lines.shape[1];
        if (length <= NumbersAtATime)
        {
            Store(Round(lines, TensorBits.Draw(roundings, 0, length, lines.device)), stored);
            return;
        }

        var rounded = empty(lines.shape, ScalarType.BFloat16, lines.device);
        for (var start = 0L; start < length; start += NumbersAtATime)
        {
            using var inner = NewDisposeScope();
            var count = Math.Min(NumbersAtATime, length - start);
            rounded.narrow(1, start, count).copy_(Round(lines.narrow(1, start, count), TensorBits.Draw(roundings, start, count, lines.device)));
        }

        Store(rounded, stored);
    }

    /// <summary>Rounds numbers that lie in this process's memory.</summary>
    /// <param name="numbers">fp32, as bits.</param>
    /// <param name="stored">Receives bf16, as bits.</param>
    /// <param name="rounding">Random bits.</param>
    public static void Round(ReadOnlySpan<uint> numbers, Span<ushort> stored, RoundingBits rounding)
    {
        for (var start = 0; start < numbers.Length; start += RoundingBits.Lanes)
        {
            var bits = rounding.Block(start / RoundingBits.Lanes);
            var count = Math.Min(RoundingBits.Lanes, numbers.Length - start);
            for (var lane = 0; lane < count; lane++)
            {
                stored[start + lane] = Round(numbers[start + lane], bits[lane]);
            }
        }
    }

    private static void RoundOnHost(Tensor numbers, Tensor stored, RoundingBits rounding)
    {
        using var scope = NewDisposeScope();
        var single = numbers.to(ScalarType.Float32).contiguous();
        var rounded = empty(single.shape, ScalarType.BFloat16);
        Round(MemoryMarshal.Cast<byte, uint>(single.bytes), MemoryMarshal.Cast<byte, ushort>(rounded.bytes), rounding);
        stored.detach().copy_(rounded);
    }

    private static void Store(Tensor rounded, IReadOnlyList<Tensor> stored)
    {
        for (var index = 0; index < stored.Count; index++)
        {
            stored[index].detach().copy_(rounded[index].view(stored[index].shape));
        }
    }

    /// <summary>
    /// The upper half of an fp32 number, carried up with the probability that the lower half is of the distance between two
    /// bf16 numbers.
    /// </summary>
    private static ushort Round(uint number, uint random)
    {
        var isFinite = (number & Infinity) != Infinity;
        var carried = isFinite ? number + (random & (Share - 1)) : number;

        // The largest number must not become infinite by chance.
        return (ushort)((isFinite && (carried & Infinity) == Infinity ? number : carried) >> 16);
    }

    /// <summary>The same without bits: the number towards zero, the one beyond it, and how far the way between them is gone.</summary>
    private static Tensor Round(Tensor numbers, Tensor random)
    {
        var nearest = numbers.to(ScalarType.BFloat16);
        var inner = where(nearest.to(ScalarType.Float32).abs().gt(numbers.abs()), nearest.nextafter(zeros_like(nearest)), nearest);
        var outer = inner.nextafter(full_like(nearest, double.PositiveInfinity).copysign(numbers.to(ScalarType.BFloat16)));

        // All of it exact: a difference of neighbours, and a quotient by a power of two.
        var start = inner.to(ScalarType.Float32);
        var gone = numbers.sub(start).div_(outer.to(ScalarType.Float32).sub_(start)).mul_(Share);
        var drawn = random.remainder(Share).to(ScalarType.Float32);
        return where(gone.add_(drawn).ge(Share), outer, inner);
    }
}
