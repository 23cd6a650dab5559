using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Models;

/// <summary>The annotations of one symbol, by their names without the suffix.</summary>
internal sealed class Annotations
{
    private static readonly string[] ComponentNames =
    [
        "Linear", "Embedding", "RmsNorm", "LayerNorm", "Conv1d", "Conv2d", "Dropout", "Attention", "Rotary", "Weight", "Buffer",
        "Repeat", "Child",
    ];

    private static readonly string[] TreatmentNames = ["LowRank", "FullRank", "Frozen"];
    private static readonly string[] MultiplierNames = ["Decay", "LearningRate"];
    private static readonly string[] OtherNames = ["TiedTo", "CheckpointName", "When"];
    private static readonly string[] TrainingNames = [.. TreatmentNames, .. MultiplierNames];
    private static readonly string[] AllNames = [.. ComponentNames, .. TrainingNames, .. OtherNames];
    private static readonly HashSet<string> AllSet = new(AllNames, StringComparer.Ordinal);

    private readonly Dictionary<string, AttributeData>? _byName;

    public Annotations(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && IsAnnotation(type))
            {
                _byName ??= [];
                _byName[type.Name.Substring(0, type.Name.Length - nameof(Attribute).Length)] = attribute;
            }
        }
    }

    /// <summary>Whether there is any annotation that makes sense on a member.</summary>
    public bool AreOfComponent => _byName is not null && _byName.Keys.Any(AllSet.Contains);

    /// <summary>Attributes that declare a component.</summary>
    public IReadOnlyList<string> Components => field ??= Present(ComponentNames);

    /// <summary>Attributes that say how it is trained: in full, in a subspace, or not at all.</summary>
    public IReadOnlyList<string> Treatments => field ??= Present(TreatmentNames);

    /// <summary>Attributes that say anything about training.</summary>
    public IReadOnlyList<string> Training => field ??= Present(TrainingNames);

    /// <summary>All attributes of a component.</summary>
    public IReadOnlyList<string> OfComponent => Present(AllNames);

    /// <summary>Whether an attribute has arguments that no constructor takes, of which the compiler complains.</summary>
    public bool HaveErrors => _byName?.Values.Any(attribute => attribute.AttributeConstructor is null) == true;

    public AttributeData? Find(string name) =>
        _byName is not null && _byName.TryGetValue(name, out var found) ? found : null;

    /// <summary>A positional argument; null if there is none, or an array.</summary>
    public static object? Positional(AttributeData attribute, int index) =>
        index < attribute.ConstructorArguments.Length ? Single(attribute.ConstructorArguments[index]) : null;

    /// <summary>What a <c>params</c> argument holds.</summary>
    public static IReadOnlyList<object?> List(AttributeData attribute, int index) =>
        index < attribute.ConstructorArguments.Length ? Elements(attribute.ConstructorArguments[index]) : [];

    /// <summary>What a named argument holds that is an array of integers; null if it was not given.</summary>
    public static IReadOnlyList<int>? NamedList(AttributeData attribute, string name) =>
        TryFind(attribute, name, out var found) ? [.. Elements(found).OfType<int>()] : null;

    /// <summary>The value of a named argument, or null if it was not given.</summary>
    public static T? Named<T>(AttributeData attribute, string name)
        where T : class => TryFind(attribute, name, out var found) ? Single(found) as T : null;

    /// <summary>The value of a named argument, or null if it was not given.</summary>
    public static T? NamedValue<T>(AttributeData attribute, string name)
        where T : struct => TryFind(attribute, name, out var found) ? Single(found) as T? : null;

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

    private static object? Single(TypedConstant constant) => constant.Kind == TypedConstantKind.Array ? null : constant.Value;

    private static IReadOnlyList<object?> Elements(TypedConstant constant) => constant.Kind != TypedConstantKind.Array || constant.IsNull
        ? []
        : [.. constant.Values.Select(Single)];

    private static bool TryFind(AttributeData attribute, string name, out TypedConstant found)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
            {
                found = argument.Value;
                return true;
            }
        }

        found = default;
        return false;
    }

    private static bool IsAnnotation(INamedTypeSymbol type) =>
        type.ContainingNamespace is
        {
            Name: "Annotations",
            ContainingNamespace: { Name: "AdaRank", ContainingNamespace.IsGlobalNamespace: true },
        }
        && type.Name.EndsWith(nameof(Attribute), StringComparison.Ordinal);

    private string[] Present(string[] names) =>
        _byName is null ? [] : Array.FindAll(names, _byName.ContainsKey);
}
