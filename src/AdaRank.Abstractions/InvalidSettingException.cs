namespace AdaRank;

/// <summary>A setting, option or argument has a value that the method cannot run with.</summary>
/// <remarks>
/// Thrown before any state has changed. <see cref="Exception.Message"/> is one line that names the setting, its value
/// and what to do, fit to be shown to a person as it is.
/// </remarks>
public class InvalidSettingException : ArgumentException
{
    /// <summary>Makes the exception for one setting.</summary>
    /// <param name="setting">The name of the setting as the user writes it, for example <c>rank</c>.</param>
    /// <param name="value">The value found.</param>
    /// <param name="remedy">What to do about it, an imperative without a full stop.</param>
    public InvalidSettingException(string setting, object? value, string remedy)
        : this(setting, value, remedy, null)
    {
    }

    /// <summary>Makes the exception for one setting that another exception was found with.</summary>
    /// <param name="setting">The name of the setting as the user writes it, for example <c>rank</c>.</param>
    /// <param name="value">The value found.</param>
    /// <param name="remedy">What to do about it, an imperative without a full stop.</param>
    /// <param name="cause">What went wrong with it.</param>
    public InvalidSettingException(string setting, object? value, string remedy, Exception? cause)
        : base(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{setting} is {Describe(value)}: {remedy}."), cause)
    {
        Setting = setting;
        Value = value;
        Remedy = remedy;
    }

    /// <summary>The name of the setting as the user writes it.</summary>
    public string Setting { get; }

    /// <summary>The value found.</summary>
    public object? Value { get; }

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }

    private static object Describe(object? value) => value switch
    {
        null => "missing",
        string text => $"'{text}'",
        _ => value,
    };
}
