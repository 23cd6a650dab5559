namespace AdaRank.State;

/// <summary>What encoded state takes, in bytes.</summary>
public static class StateStorage
{
    /// <summary>Elements that share one scale in <see cref="StateEncoding.Blockwise8Bit"/>.</summary>
    public const int BlockSize = 256;

    /// <summary>Bytes of one tensor.</summary>
    /// <param name="elements">How many elements.</param>
    /// <param name="encoding">How they are stored.</param>
    /// <param name="fullElementBytes">Bytes of an element as a step sees it: 4 or 8.</param>
    public static long Bytes(long elements, StateEncoding encoding, int fullElementBytes) => encoding switch
    {
        StateEncoding.BFloat16 => 2 * elements,
        StateEncoding.Blockwise8Bit => elements + (sizeof(float) * ((elements + BlockSize - 1) / BlockSize)),
        _ => fullElementBytes * elements,
    };
}
