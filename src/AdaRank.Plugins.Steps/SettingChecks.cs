namespace AdaRank.Plugins.Steps;

/// <summary>The questions that options of several steps have to answer.</summary>
internal static class SettingChecks
{
    /// <summary>A decay is in [0, 1).</summary>
    public static void Decay(string name, double value)
    {
        if (value is not (>= 0 and < 1))
        {
            throw new InvalidSettingException(name, value, "use a decay from 0 to below 1");
        }
    }

    /// <summary>A guard against division by zero is finite and above 0.</summary>
    public static void Epsilon(string name, double value, string example)
    {
        if (!(value > 0) || double.IsInfinity(value))
        {
            throw new InvalidSettingException(name, value, $"use a small number above 0, for example {example}");
        }
    }

    /// <summary>A factor of an update is finite and above 0.</summary>
    public static void Factor(string name, double value)
    {
        if (!(value > 0) || double.IsInfinity(value))
        {
            throw new InvalidSettingException(name, value, "use a finite factor above 0, for example 1");
        }
    }

    /// <summary>A factor that may switch its part off is finite and not negative.</summary>
    public static void OptionalFactor(string name, double value)
    {
        if (!(value >= 0) || double.IsInfinity(value))
        {
            throw new InvalidSettingException(name, value, "use a finite factor, at least 0, which leaves the part out");
        }
    }

    /// <summary>γ of a limiter is 0, which switches it off, or allows no shrinking at least.</summary>
    public static void Growth(string name, double value)
    {
        if (!(value is 0 or >= 1) || double.IsInfinity(value))
        {
            throw new InvalidSettingException(name, value, "use at least 1, or 0 to switch the limiter off");
        }
    }

    /// <summary>An enumeration has the value.</summary>
    public static void Defined<TEnum>(string name, TEnum value)
        where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw new InvalidSettingException(name, value, $"use one of {string.Join(", ", Enum.GetNames<TEnum>())}");
        }
    }
}
