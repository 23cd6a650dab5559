namespace AdaRank.Plugins;

/// <summary>Makes a property an option that users can set, with its range.</summary>
/// <remarks>
/// Stands on a public property with a setter or <c>init</c>, of a class with <see cref="PluginAttribute"/> or of the
/// options class that its constructor takes. The property's initialiser is the default and must be a constant; the
/// summary of its documentation is the help text. Types: <see cref="int"/>, <see cref="long"/>, <see cref="double"/>,
/// <see cref="float"/>, <see cref="bool"/>, <see cref="string"/>, enumerations, and the nullable forms of all these, for
/// which empty text stands for null. Generated are the options class (if there is none), its validator, the binder from
/// configuration and the help text.
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TunableAttribute : Attribute
{
    /// <summary>An option without bounds, but finite if it is a number.</summary>
    public TunableAttribute()
    {
    }

    /// <summary>A number between two bounds, both allowed.</summary>
    /// <param name="minimum">The smallest value allowed; negative infinity for none.</param>
    /// <param name="maximum">The largest value allowed; infinity for none.</param>
    public TunableAttribute(double minimum, double maximum) => (Minimum, Maximum) = (minimum, maximum);

    /// <summary>The smallest value, allowed unless <see cref="ExcludesMinimum"/>.</summary>
    public double Minimum { get; } = double.NegativeInfinity;

    /// <summary>The largest value, allowed unless <see cref="ExcludesMaximum"/>.</summary>
    public double Maximum { get; } = double.PositiveInfinity;

    /// <summary>Whether <see cref="Minimum"/> itself is refused.</summary>
    public bool ExcludesMinimum { get; init; }

    /// <summary>Whether <see cref="Maximum"/> itself is refused.</summary>
    public bool ExcludesMaximum { get; init; }
}
