using System.Collections.Immutable;

namespace AdaRank.Plugins;

/// <summary>One option of a plugin, for help texts and for messages about bad values. Generated.</summary>
/// <param name="Name">The property's name, which is the name in configuration too.</param>
/// <param name="Kind">What kind of value it takes.</param>
/// <param name="Default">Its default as configuration would write it, invariant: <c>0.04</c>.</param>
public sealed record TunableDescriptor(string Name, TunableKind Kind, string Default)
{
    /// <summary>The help text: the summary of the property's documentation, one line.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The values allowed, in words: <c>at least 0, below 1</c>; empty if all of the kind are.</summary>
    public string Range { get; init; } = "";

    /// <summary>The smallest number allowed, unless <see cref="ExcludesMinimum"/>; negative infinity for none.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>The largest number allowed, unless <see cref="ExcludesMaximum"/>; infinity for none.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>Whether <see cref="Minimum"/> itself is refused.</summary>
    public bool ExcludesMinimum { get; init; }

    /// <summary>Whether <see cref="Maximum"/> itself is refused.</summary>
    public bool ExcludesMaximum { get; init; }

    /// <summary>Names of the values, for <see cref="TunableKind.Choice"/>.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];
}
