using AdaRank.Sampling;

namespace AdaRank.Optimization.State;

/// <summary>Random bits for rounding the state of one parameter in one step: by a key alone, so that a resumed run rounds alike.</summary>
/// <remarks>Philox (Salmon et al., SC 2011) under a key of its own, so that no sketch uses the same numbers.</remarks>
internal readonly struct RoundingBits
{
    /// <summary>Numbers of 32 bits to a block.</summary>
    public const int Lanes = 4;

    /// <summary>Sets these numbers apart from those of the sketches, which use the seed itself for a key.</summary>
    private const ulong Domain = 0x9E37_79B9_7F4A_7C15;

    private readonly ulong _key;
    private readonly ulong _name;
    private readonly uint _step;

    private RoundingBits(ulong key, ulong name, uint step) => (_key, _name, _step) = (key, name, step);

    /// <summary>The bits for one tensor.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="parameter">Checkpoint name of the parameter.</param>
    /// <param name="step">The step that ends with the rounding.</param>
    /// <param name="slot">Which of the parameter's tensors, and which rounding of it in this step.</param>
    public static RoundingBits For(ulong seed, string parameter, long step, int slot) =>
        new(seed ^ Domain ^ ((ulong)slot << 56), StreamKey.Of(parameter), (uint)step);

    /// <summary>Four random numbers of 32 bits.</summary>
    /// <param name="block">Which four.</param>
    public LaneBlock Block(int block)
    {
        var (a, b, c, d) = Philox.Block(((uint)block, _step, (uint)_name, (uint)(_name >> 32)), _key);
        return new LaneBlock(a, b, c, d);
    }

    /// <summary>Four numbers by index.</summary>
    public readonly struct LaneBlock(uint a, uint b, uint c, uint d)
    {
        public uint this[int lane] => lane switch
        {
            0 => a,
            1 => b,
            2 => c,
            _ => d,
        };
    }
}
