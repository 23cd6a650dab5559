using AdaRank.Sampling;

namespace AdaRank.Optimization.State;

/// <summary>Random bits for rounding the state of one parameter in one step: by a key alone, so that a resumed run rounds alike.</summary>
/// <remarks>Philox (Salmon et al., SC 2011) under a key of its own, so that no sketch uses the same numbers.</remarks>
internal readonly struct RoundingBits
{
    /// <summary>Numbers of 32 bits to a block.</summary>
    public const int Lanes = 4;

    /// <summary>The slot of the weight itself: that of the last of 64 state tensors, on an occasion that these do not have.</summary>
    public const int SlotOfWeight = 255;

    /// <summary>Sets these numbers apart from those of the sketches, which use the seed itself for a key.</summary>
    private const ulong Domain = 0x9E37_79B9_7F4A_7C15;

    private RoundingBits(ulong key, ulong name, uint step) => (Key, Name, Step) = (key, name, step);

    /// <summary>Philox's key: the seed, the domain and the slot.</summary>
    public ulong Key { get; }

    /// <summary>The hash of the parameter's name, two words of the counter.</summary>
    public ulong Name { get; }

    /// <summary>The step, a word of the counter.</summary>
    public uint Step { get; }

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
        var (a, b, c, d) = Philox.Block(((uint)block, Step, (uint)Name, (uint)(Name >> 32)), Key);
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
