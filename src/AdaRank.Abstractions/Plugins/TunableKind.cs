namespace AdaRank.Plugins;

/// <summary>What kind of value an option takes.</summary>
public enum TunableKind
{
    /// <summary>A real number, written invariantly.</summary>
    Number = 0,

    /// <summary>A whole number.</summary>
    WholeNumber,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>One of several names.</summary>
    Choice,

    /// <summary>Any text.</summary>
    Text,
}
