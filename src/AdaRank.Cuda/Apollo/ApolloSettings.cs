using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Limiting;

namespace AdaRank.Cuda.Apollo;

/// <summary>What APOLLO is told (method.md eq. 7.4 and 7.5).</summary>
/// <param name="Adam">Decays and ε; its α must be 1, since APOLLO has a scale of its own.</param>
/// <param name="Limiter">γ and stage of the limiter; published code has 1.01 and raw.</param>
/// <param name="Scale">The square of the factor of the update, above 0: 1, and 128 for APOLLO-Mini.</param>
/// <param name="IsPerTensor">Whether the whole matrix has one scaling, as in APOLLO-Mini; otherwise each channel has one.</param>
internal readonly record struct ApolloSettings(AdamSettings Adam, LimiterSettings Limiter, double Scale, bool IsPerTensor)
{
    /// <summary>Checks all numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of its range.</exception>
    public void Check()
    {
        Adam.Check();
        Limiter.Check();
        if (!(Scale > 0 && double.IsFinite(Scale)))
        {
            throw new ArgumentOutOfRangeException(nameof(Scale), Scale, "The scale of APOLLO must be finite and above 0: take 1, and 128 for APOLLO-Mini.");
        }

        if (Adam.Scale != 1)
        {
            throw new ArgumentOutOfRangeException(nameof(Adam), Adam.Scale, "APOLLO has no α: leave it at 1 and set the scale.");
        }
    }
}
