namespace AdaRank.Sampling;

/// <summary>Normal numbers by Philox and the Box-Muller transform, keyed by seed, parameter name and draw.</summary>
/// <param name="seed">The seed of the run.</param>
/// <remarks>
/// The seed is the key; the counter holds the index of the block, the draw and a hash of the name. Each block gives two
/// numbers: its 128 bits make two uniform numbers of 53 bits.
/// </remarks>
public sealed class PhiloxGaussianSource(ulong seed) : IGaussianSource
{
    private const double UnitOf53Bits = 1.0 / (1UL << 53);

    /// <inheritdoc/>
    public void Fill(string parameter, long draw, Span<double> destination)
    {
        var name = StreamKey.Of(parameter);
        var (nameLow, nameHigh) = ((uint)name, (uint)(name >> 32));
        for (var index = 0; index < destination.Length; index += 2)
        {
            var (a, b, c, d) = Philox.Block(((uint)(index / 2), (uint)draw, nameLow, nameHigh), seed);

            // (0, 1]: the logarithm of zero must not happen.
            var radius = Math.Sqrt(-2 * Math.Log((Combine(a, b) + 1) * UnitOf53Bits));
            var (sine, cosine) = Math.SinCos(2 * Math.PI * Combine(c, d) * UnitOf53Bits);
            destination[index] = radius * cosine;
            if (index + 1 < destination.Length)
            {
                destination[index + 1] = radius * sine;
            }
        }
    }

    private static ulong Combine(uint low, uint high) => (((ulong)high << 32) | low) >> 11;
}
