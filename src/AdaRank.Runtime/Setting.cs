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
}
