namespace AdaRank.Cuda.Limiting;

/// <summary>What a limiter of growth is told (method.md eq. 7.3).</summary>
/// <param name="Gamma">γ, by which the norm may grow from step to step: at least 1, or 0 for no limit.</param>
/// <param name="IsRaw">Whether it watches the norm before the correction of biases, as published code does.</param>
internal readonly record struct LimiterSettings(double Gamma, bool IsRaw)
{
    /// <summary>Checks γ.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public void Check()
    {
        if (Gamma != 0 && !(Gamma >= 1 && double.IsFinite(Gamma)))
        {
            throw new ArgumentOutOfRangeException(nameof(Gamma), Gamma, "γ must be finite and at least 1, or 0 for no limit: take 1.01.");
        }
    }
}
