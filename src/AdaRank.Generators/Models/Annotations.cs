using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Models;

/// <summary>The annotations of one symbol, by their names without the suffix.</summary>
internal sealed class Annotations
{
    private static readonly string[] ComponentNames = ["Linear", "Embedding", "RmsNorm", "Rotary", "Repeat", "Child"];
    private static readonly string[] TrainingNames = ["LowRank", "FullRank", "Frozen"];
    private static readonly string[] OtherNames = ["TiedTo", "CheckpointName"];

    private readonly Dictionary<string, AttributeData> _byName = [];

    public Annotations(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && IsAnnotation(type))
            {
                _byName[type.Name.Substring(0, type.Name.Length - nameof(Attribute).Length)] = attribute;
            }
        }
    }

    /// <summary>Attributes that declare a component.</summary>
    public IReadOnlyList<string> Components => [.. ComponentNames.Where(_byName.ContainsKey)];

    /// <summary>Attributes that say how it is trained.</summary>
    public IReadOnlyList<string> Training => [.. TrainingNames.Where(_byName.ContainsKey)];

    /// <summary>All attributes of a component.</summary>
    public IReadOnlyList<string> OfComponent =>
        [.. ComponentNames.Concat(TrainingNames).Concat(OtherNames).Where(_byName.ContainsKey)];

    public AttributeData? Find(string name) => _byName.TryGetValue(name, out var found) ? found : null;

    /// <summary>The value of a named argument, or null if it was not given.</summary>
    public static T? Named<T>(AttributeData attribute, string name)
        where T : class => attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value as T;

    /// <summary>The value of a named argument, or null if it was not given.</summary>
    public static T? NamedValue<T>(AttributeData attribute, string name)
        where T : struct => attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value as T?;

    /// <summary>Where a positional argument stands in the source.</summary>
    public static Location LocationOf(AttributeData attribute, int index) =>
        ArgumentsOf(attribute)?.Where(argument => argument.NameEquals is null).ElementAtOrDefault(index)?.GetLocation()
        ?? LocationOf(attribute);

    /// <summary>Where a named argument stands in the source.</summary>
    public static Location LocationOf(AttributeData attribute, string name) =>
        ArgumentsOf(attribute)?.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name)?.GetLocation()
        ?? LocationOf(attribute);

    /// <summary>Where an attribute stands in the source.</summary>
    public static Location LocationOf(AttributeData attribute) =>
        attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? Location.None;

    private static SeparatedSyntaxList<AttributeArgumentSyntax>? ArgumentsOf(AttributeData attribute) =>
        (attribute.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax)?.ArgumentList?.Arguments;

    private static bool IsAnnotation(INamedTypeSymbol type) =>
        type.Name.EndsWith(nameof(Attribute), StringComparison.Ordinal)
        && type.ContainingNamespace is
        {
            Name: "Annotations",
            ContainingNamespace: { Name: "AdaRank", ContainingNamespace.IsGlobalNamespace: true },
        };
}
