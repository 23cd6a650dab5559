using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Models;

/// <summary>Reads dimensions, numbers and flags from attributes: what they state, or the name of where it stands.</summary>
/// <param name="scope">What names can mean.</param>
/// <param name="findings">Receives what is wrong.</param>
internal sealed class AttributeReader(NumberScope scope, List<Finding> findings)
{
    private static readonly DimensionSpec Unknown = new("", "", null);

    /// <summary>A positional dimension, at least <paramref name="least"/>.</summary>
    public DimensionSpec Dimension(AttributeData attribute, int index, int least = 1) =>
        Dimension(Annotations.Positional(attribute, index), new ArgumentPlace(attribute, index), least);

    /// <summary>A shape: the elements of a <c>params</c> argument.</summary>
    public EquatableArray<DimensionSpec> Shape(AttributeData attribute) => Annotations.List(attribute, 0)
        .Select((value, index) => Dimension(value, new ArgumentPlace(attribute, index), least: 1))
        .ToEquatableArray();

    /// <summary>A number as a C# expression, either positional or stated by name.</summary>
    public string Number(AttributeData attribute, int index) => Annotations.Positional(attribute, index) switch
    {
        double value => Literal.Of(value),
        var name => Resolve(name as string ?? "", NumberKind.Real, new ArgumentPlace(attribute, index)).Expression,
    };

    /// <summary>An integer that a named argument states, or the argument with <c>From</c> at its end names; null if neither.</summary>
    public DimensionSpec? Integer(AttributeData attribute, string name, int least)
    {
        if (Named(attribute, name, NumberKind.Integer) is { } named)
        {
            return named;
        }

        return Annotations.NamedValue<int>(attribute, name) is { } value
            ? Dimension(value, ArgumentPlace.Named(attribute, name), least)
            : null;
    }

    /// <summary>A number that a named argument states, or the argument with <c>From</c> at its end names; null if neither.</summary>
    public string? Real(AttributeData attribute, string name)
    {
        if (Named(attribute, name, NumberKind.Real) is { } named)
        {
            return named.Expression;
        }

        return Annotations.NamedValue<double>(attribute, name) is { } value ? Literal.Of(value) : null;
    }

    /// <summary>A flag that a named argument states, or the argument with <c>From</c> at its end names; null if neither.</summary>
    public FlagValue? Flag(AttributeData attribute, string name)
    {
        if (Named(attribute, name, NumberKind.Flag) is { } named)
        {
            return new FlagValue(named.Expression, Value: null, named.Label);
        }

        return Annotations.NamedValue<bool>(attribute, name) is { } value
            ? new FlagValue(value ? "true" : "false", value, null)
            : null;
    }

    /// <summary>What a name stands for; empty, with a finding, if for nothing.</summary>
    public DimensionSpec Resolve(string name, NumberKind kind, ArgumentPlace place)
    {
        var found = scope.Resolve(name, kind, out var complaint);
        if (complaint is not null)
        {
            findings.Add(new Finding(Descriptors.UnknownName, place.Location, name, complaint) { Meant = scope.FindMeant(name, kind) });
        }

        return found ?? Unknown;
    }

    private DimensionSpec? Named(AttributeData attribute, string name, NumberKind kind)
    {
        var reference = name + "From";
        return Annotations.Named<string>(attribute, reference) is { } stated
            ? Resolve(stated, kind, ArgumentPlace.Named(attribute, reference))
            : null;
    }

    private DimensionSpec Dimension(object? value, ArgumentPlace place, int least)
    {
        if (value is not (int or string or null))
        {
            var text = Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture);
            findings.Add(new Finding(Descriptors.UnknownName, place.Location, text, "is no integer, and no name of one"));
            return Unknown;
        }

        var dimension = value is int number
            ? new DimensionSpec(Literal.Of(number), Literal.Of(number), number)
            : Resolve(value as string ?? "", NumberKind.Integer, place);
        if (dimension.Value < least)
        {
            findings.Add(new Finding(
                Descriptors.UnknownName, place.Location, dimension.Label, $"is {Literal.Of(dimension.Value.Value)}: use {Literal.Of(least)} or more"));
        }

        return dimension;
    }
}

/// <summary>A flag as a C# expression, with its value if that is stated, or its name.</summary>
internal readonly record struct FlagValue(string Expression, bool? Value, string? Label);
