namespace AdaRank;

/// <summary>Checks of settings that many classes share.</summary>
internal static class Setting
{
    /// <summary>Checks a number that has a smallest value.</summary>
    /// <returns><paramref name="value"/>.</returns>
    /// <exception cref="InvalidSettingException">The value is smaller.</exception>
    internal static int AtLeast(int lowest, int value, string setting) =>
        value >= lowest ? value : throw new InvalidSettingException(setting, value, $"use {lowest} or more");

    /// <summary>Checks a number that must be finite and has a smallest value.</summary>
    /// <returns><paramref name="value"/>.</returns>
    /// <exception cref="InvalidSettingException">The value is smaller, or no finite number.</exception>
    internal static double AtLeast(double lowest, double value, string setting) =>
        value >= lowest && double.IsFinite(value)
            ? value
            : throw new InvalidSettingException(setting, value, FormattableString.Invariant($"use a finite number of {lowest} or more"));

    /// <summary>Checks a probability that must leave something over.</summary>
    /// <returns><paramref name="value"/>.</returns>
    /// <exception cref="InvalidSettingException">The value is negative, no number, or 1 and more.</exception>
    internal static double Below1(double value, string setting) =>
        value is >= 0 and < 1 ? value : throw new InvalidSettingException(setting, value, "use a number from 0 to below 1");

    /// <summary>Checks a number that must divide another one.</summary>
    /// <returns><paramref name="value"/>.</returns>
    /// <exception cref="InvalidSettingException">The value is below 1, or leaves a rest.</exception>
    internal static int Divisor(int whole, int value, string setting, string wholeSetting) =>
        value >= 1 && whole % value == 0
            ? value
            : throw new InvalidSettingException(setting, value, $"use a divisor of the {wholeSetting}, {whole}");
}
