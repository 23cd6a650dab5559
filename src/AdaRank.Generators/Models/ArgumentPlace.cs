using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Models;

/// <summary>Where an argument of an attribute stands: looked up in the source only for who has something to say of it.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Index">Which of its positional arguments, if it is one.</param>
/// <param name="Name">Its name; null if it is positional.</param>
internal readonly record struct ArgumentPlace(AttributeData Attribute, int Index, string? Name = null)
{
    public Location Location => Name is null ? Annotations.LocationOf(Attribute, Index) : Annotations.LocationOf(Attribute, Name);

    public static ArgumentPlace Named(AttributeData attribute, string name) => new(attribute, Index: -1, name);
}
