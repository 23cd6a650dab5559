namespace AdaRank.Plugins.Steps.Tests.Reference;

/// <summary>Equation 7.3 in numbers.</summary>
internal sealed class LimiterFormula(double gamma)
{
    public double? Previous { get; private set; }

    /// <summary>How often something was limited.</summary>
    public int Limited { get; private set; }

    /// <summary>f.</summary>
    public double Divisor(double norm)
    {
        if (gamma == 0)
        {
            return 1;
        }

        var divisor = Previous is { } previous ? Math.Max(norm / (previous + 1e-8), gamma) / gamma : 1;
        Limited += divisor > 1 ? 1 : 0;
        Previous = norm / divisor;
        return divisor;
    }
}
