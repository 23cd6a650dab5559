using System.Globalization;
using AdaRank.Generators.Text;

namespace AdaRank.Generators.Plugins;

/// <summary>The numbers that an option allows.</summary>
/// <param name="Minimum">The smallest; negative infinity for none.</param>
/// <param name="Maximum">The largest; infinity for none.</param>
/// <param name="ExcludesMinimum">Whether the smallest itself is refused.</param>
/// <param name="ExcludesMaximum">Whether the largest itself is refused.</param>
internal readonly record struct TunableRange(double Minimum, double Maximum, bool ExcludesMinimum, bool ExcludesMaximum)
{
    private const double LargestExactWhole = 9007199254740992;

    public static readonly TunableRange Unbounded = new(double.NegativeInfinity, double.PositiveInfinity, false, false);

    public bool HasMinimum => !double.IsNegativeInfinity(Minimum);

    public bool HasMaximum => !double.IsPositiveInfinity(Maximum);

    /// <summary>Whether no number at all is allowed.</summary>
    public bool IsEmpty => !(Minimum < Maximum || (Minimum == Maximum && !ExcludesMinimum && !ExcludesMaximum));

    /// <summary>Whether a number is allowed, compared as generated code compares it.</summary>
    public bool Contains(double value, TunableType type)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
        {
            return false;
        }

        var (minimum, maximum) = type == TunableType.Single ? ((double)(float)Minimum, (double)(float)Maximum) : (Minimum, Maximum);
        return (ExcludesMinimum ? value > minimum : value >= minimum) && (ExcludesMaximum ? value < maximum : value <= maximum);
    }

    /// <summary>The range in words, for example <c>at least 0, below 1</c>; empty if there are no bounds.</summary>
    public string Describe(string joiner = ", ")
    {
        var words = new List<string>();
        if (HasMinimum)
        {
            words.Add((ExcludesMinimum ? "above " : "at least ") + Words(Minimum));
        }

        if (HasMaximum)
        {
            words.Add((ExcludesMaximum ? "below " : "at most ") + Words(Maximum));
        }

        return string.Join(joiner, words);
    }

    /// <summary>The condition that an allowed value fulfils, in C#; empty if every value of the type does.</summary>
    public string Condition(string value, TunableType type)
    {
        var parts = new List<string>();
        if (HasMinimum)
        {
            parts.Add($"{value} {(ExcludesMinimum ? ">" : ">=")} {Bound(Minimum, type)}");
        }

        if (HasMaximum)
        {
            parts.Add($"{value} {(ExcludesMaximum ? "<" : "<=")} {Bound(Maximum, type)}");
        }

        // A comparison is false for NaN, so that two bounds leave only finite numbers.
        if (type is TunableType.Double or TunableType.Single && !(HasMinimum && HasMaximum))
        {
            parts.Add($"{(type == TunableType.Double ? "double" : "float")}.IsFinite({value})");
        }

        return string.Join(" && ", parts);
    }

    private static string Words(double bound) => bound.ToString("R", CultureInfo.InvariantCulture);

    private static string Bound(double bound, TunableType type) => type switch
    {
        TunableType.Single => OptionLiteral.Of((float)bound),
        TunableType.Int32 or TunableType.Int64 when Math.Floor(bound) == bound && Math.Abs(bound) <= int.MaxValue =>
            Literal.Of((int)bound),
        TunableType.Int64 when Math.Floor(bound) == bound && Math.Abs(bound) <= LargestExactWhole => OptionLiteral.Of((long)bound),
        _ => Literal.Of(bound),
    };
}
