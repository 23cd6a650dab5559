namespace AdaRank.Cuda.Banks;

/// <summary>What Adam is told (method.md eq. 4.1 to 4.5).</summary>
/// <param name="Beta1">Decay of the first moment, at least 0 and below 1.</param>
/// <param name="Beta2">Decay of the second moment, at least 0 and below 1.</param>
/// <param name="Epsilon">ε, above 0, in units of the gradient.</param>
/// <param name="Scale">α, the factor of the direction.</param>
internal readonly record struct AdamSettings(double Beta1, double Beta2, double Epsilon, double Scale)
{
    /// <summary>Checks all numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of its range.</exception>
    public void Check()
    {
        CheckDecay(nameof(Beta1), Beta1);
        CheckDecay(nameof(Beta2), Beta2);
        if (!(Epsilon > 0 && double.IsFinite(Epsilon) && (float)Epsilon > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(Epsilon), Epsilon, "ε must be above 0 as fp32, or a zero gradient divides by zero: take 1e-8.");
        }

        if (!double.IsFinite(Scale))
        {
            throw new ArgumentOutOfRangeException(nameof(Scale), Scale, "α must be finite.");
        }
    }

    private static void CheckDecay(string name, double value)
    {
        if (!(value is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 0 and below 1.");
        }
    }
}
