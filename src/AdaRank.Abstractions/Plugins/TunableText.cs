using System.Globalization;

namespace AdaRank.Plugins;

/// <summary>Reads the values of options from text, as configuration has it, in every culture alike.</summary>
/// <remarks>Called by generated options. Whether a value is in its range is asked by <see cref="IPluginOptions.Validate"/>.</remarks>
public static class TunableText
{
    /// <summary>Reads a whole number.</summary>
    /// <param name="name">The option's name, for the message.</param>
    /// <param name="text">Digits, after a sign or not.</param>
    /// <exception cref="InvalidSettingException">It is no whole number, or too large for one.</exception>
    public static int ToInt32(string name, string text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong(name, text, "write a whole number");

    /// <summary>Reads a large whole number.</summary>
    /// <param name="name">The option's name, for the message.</param>
    /// <param name="text">Digits, after a sign or not.</param>
    /// <exception cref="InvalidSettingException">It is no whole number, or too large for one.</exception>
    public static long ToInt64(string name, string text) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong(name, text, "write a whole number");

    /// <summary>Reads a number.</summary>
    /// <param name="name">The option's name, for the message.</param>
    /// <param name="text">A number with a point, for example <c>0.04</c> or <c>1e-8</c>.</param>
    /// <exception cref="InvalidSettingException">It is no number.</exception>
    public static double ToDouble(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong(name, text, "write a number with a point, for example 0.04");

    /// <summary>Reads a number of single precision.</summary>
    /// <param name="name">The option's name, for the message.</param>
    /// <param name="text">A number with a point, for example <c>0.04</c> or <c>1e-8</c>.</param>
    /// <exception cref="InvalidSettingException">It is no number.</exception>
    public static float ToSingle(string name, string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong(name, text, "write a number with a point, for example 0.04");

    /// <summary>Reads a flag.</summary>
    /// <param name="name">The option's name, for the message.</param>
    /// <param name="text"><c>true</c> or <c>false</c>, in any case.</param>
    /// <exception cref="InvalidSettingException">It is neither.</exception>
    public static bool ToBoolean(string name, string text) =>
        bool.TryParse(text, out var value) ? value : throw Wrong(name, text, "write true or false");

    /// <summary>Reads one of several names.</summary>
    /// <typeparam name="TChoice">The enumeration.</typeparam>
    /// <param name="name">The option's name, for the message.</param>
    /// <param name="text">The name of a value, in any case.</param>
    /// <exception cref="InvalidSettingException">The enumeration has no value of that name; the message lists those that there are.</exception>
    public static TChoice ToChoice<TChoice>(string name, string text)
        where TChoice : struct, Enum =>
        Enum.TryParse<TChoice>(text, ignoreCase: true, out var value) && !IsNumber(text)
            ? value
            : throw Wrong(name, text, $"write one of {string.Join(", ", Enum.GetNames<TChoice>())}");

    // "7" would be read as a value that has no name.
    private static bool IsNumber(string text) => text.AsSpan().Trim() is [var first, ..] && (char.IsAsciiDigit(first) || first is '-' or '+');

    private static InvalidSettingException Wrong(string name, string text, string remedy) => new(name, text, remedy);
}
