using System.Runtime.CompilerServices;

namespace AdaRank.Sampling;

/// <summary>The counter-based generator Philox4x32-10: 128 random bits from a counter and a key, with no state.</summary>
/// <remarks>
/// Salmon, Moraes, Dror, Shaw: "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011. Multipliers and Weyl constants
/// are those of the paper; the tests hold its published known answers.
/// </remarks>
public static class Philox
{
    private const uint MultiplierA = 0xD2511F53;
    private const uint MultiplierB = 0xCD9E8D57;
    private const uint WeylA = 0x9E3779B9;
    private const uint WeylB = 0xBB67AE85;
    private const int Rounds = 10;

    /// <summary>Encrypts one counter.</summary>
    /// <param name="counter">Four 32-bit words.</param>
    /// <param name="key">Two 32-bit words, the first in the low half.</param>
    /// <returns>Four independent uniform 32-bit words.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (uint A, uint B, uint C, uint D) Block((uint A, uint B, uint C, uint D) counter, ulong key)
    {
        var (a, b, c, d) = counter;
        var keyA = (uint)key;
        var keyB = (uint)(key >> 32);
        for (var round = 0; round < Rounds; round++)
        {
            var productA = (ulong)MultiplierA * a;
            var productB = (ulong)MultiplierB * c;
            (a, b, c, d) = (
                (uint)(productB >> 32) ^ b ^ keyA, (uint)productB,
                (uint)(productA >> 32) ^ d ^ keyB, (uint)productA);
            keyA += WeylA;
            keyB += WeylB;
        }

        return (a, b, c, d);
    }
}
