using static TorchSharp.torch;

namespace AdaRank.Optimization.State;

/// <summary>The numbers of <see cref="RoundingBits"/> by tensor operations, so that a device needs no kernel of ours: the same bits as on the host.</summary>
/// <remarks>
/// Philox4x32-10 in 64-bit integers: a product wraps around, and an arithmetic shift and a mask give its upper half. The words at even
/// and at odd places are two tensors, so that a round is eight operations.
/// </remarks>
internal static class TensorBits
{
    private const long Multiplier0 = 0xD2511F53;
    private const long Multiplier2 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;
    private const int Rounds = 10;
    private const int HalfBits = 32;
    private const long LowHalf = 0xFFFF_FFFF;

    /// <summary>Random numbers of 32 bits for some tensors of equally many elements.</summary>
    /// <param name="keys">The key of each, all of one seed and slot.</param>
    /// <param name="start">The first element, a multiple of <see cref="RoundingBits.Lanes"/>.</param>
    /// <param name="count">How many elements of each.</param>
    /// <param name="device">Where they are wanted.</param>
    /// <returns>[keys, count], int64; the caller's scope owns it.</returns>
    public static Tensor Draw(IReadOnlyList<RoundingBits> keys, long start, long count, Device device)
    {
        using var scope = NewDisposeScope();
        var blocks = (count + RoundingBits.Lanes - 1) / RoundingBits.Lanes;
        long[] all = [keys.Count, blocks];

        // In one copy to the device.
        var words = tensor(
            [
                LowHalf, HalfBits, Multiplier0, Multiplier2, .. Schedule(keys[0].Key),
                .. keys.Select(static key => (long)key.Step),
                .. keys.Select(static key => (long)(uint)key.Name),
                .. keys.Select(static key => (long)(key.Name >> HalfBits)),
            ],
            device: device);
        var (mask, half) = (words[0], words[1]);
        var multipliers = words.narrow(0, 2, 2).view(2, 1, 1);
        var schedule = words.narrow(0, 4, 2 * Rounds).view(Rounds, 2, 1, 1);
        var counters = words.narrow(0, 4 + (2 * Rounds), 3 * keys.Count).view(3, keys.Count, 1);

        var first = start / RoundingBits.Lanes;
        var places = arange(first, first + blocks, ScalarType.Int64, device).unsqueeze(0);
        var even = stack([places.expand(all), counters[1].expand(all)]);
        var odd = stack([counters[0].expand(all), counters[2].expand(all)]);
        for (var round = 0; round < Rounds; round++)
        {
            var (nextEven, nextOdd) = Encrypt(even, odd, multipliers, schedule[round], half, mask);
            even.Dispose();
            odd.Dispose();
            (even, odd) = (nextEven, nextOdd);
        }

        var lanes = stack([even[0], odd[0], even[1], odd[1]], 2).view(keys.Count, RoundingBits.Lanes * blocks);
        return scope.MoveToOuter(lanes.narrow(1, 0, count));
    }

    private static (Tensor Even, Tensor Odd) Encrypt(Tensor even, Tensor odd, Tensor multipliers, Tensor keys, Tensor half, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var products = even.mul(multipliers);
        var high = products.bitwise_right_shift(half).bitwise_and_(mask);
        var low = products.bitwise_and_(mask);

        // Each half of the counter gets what the other one's product gives.
        return scope.MoveToOuter(high.flip(0).bitwise_xor_(odd).bitwise_xor_(keys), low.flip(0));
    }

    private static IEnumerable<long> Schedule(ulong key)
    {
        var (key0, key1) = ((uint)key, (uint)(key >> HalfBits));
        for (var round = 0; round < Rounds; round++)
        {
            yield return key0;
            yield return key1;
            key0 = unchecked(key0 + Weyl0);
            key1 = unchecked(key1 + Weyl1);
        }
    }
}
