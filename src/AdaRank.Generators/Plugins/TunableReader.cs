using System.Globalization;
using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using AdaRank.Generators.Plugins.Rules;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Plugins;

/// <summary>Reads properties with <c>[Tunable]</c>.</summary>
internal static class TunableReader
{
    /// <summary>Options of a class and of its base classes, those of the innermost base first.</summary>
    public static IEnumerable<IPropertySymbol> PropertiesOf(INamedTypeSymbol type)
    {
        var classes = new Stack<INamedTypeSymbol>();
        for (var current = type; current is { SpecialType: not SpecialType.System_Object }; current = current.BaseType)
        {
            classes.Push(current);
        }

        var all = classes.SelectMany(OwnPropertiesOf).ToList();
        return all.Where((property, index) => !all.Skip(index + 1).Any(later => later.Name == property.Name));
    }

    /// <summary>Options that a class declares itself, in the order of declaration.</summary>
    public static IEnumerable<IPropertySymbol> OwnPropertiesOf(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IPropertySymbol>().Where(static property => AttributeOf(property) is not null);

    public static AttributeData? AttributeOf(ISymbol property) => property.GetAttributes().FirstOrDefault(
        static attribute => SlotReader.IsContract(attribute.AttributeClass, "TunableAttribute"));

    /// <summary>Reads one option.</summary>
    /// <param name="property">A property with the attribute.</param>
    /// <param name="isInitialised">Whether generated code sets it while it builds the object, so that <c>init</c> is enough.</param>
    /// <param name="compilation">Gives the value of the default.</param>
    /// <param name="findings">Receives what is wrong.</param>
    /// <param name="stop">Ends the reading early.</param>
    /// <returns>The option; null if there are findings.</returns>
    public static TunableSpec? Read(
        IPropertySymbol property, bool isInitialised, Compilation compilation, List<Finding> findings, CancellationToken stop)
    {
        var attribute = AttributeOf(property)!;
        var range = RangeOf(attribute);
        var (type, isNullable, choice) = TypeOf(property.Type);
        if (TunableRules.CheckProperty(property, isInitialised, type, range) is { } problem)
        {
            findings.Add(new Finding(PluginRuleDescriptors.BadTunable, LocationOf(property), property.Name, problem));
            return null;
        }

        var (initializer, model) = InitializerOf(property, compilation, stop);
        var value = DefaultOf(type!.Value, isNullable, choice);
        if (initializer is not null)
        {
            var constant = ConstantOf(initializer, property, model!, stop);
            if (!constant.HasValue)
            {
                findings.Add(new Finding(
                    PluginRuleDescriptors.BadTunable, initializer.GetLocation(), property.Name, "its default must be a constant"));
                return null;
            }

            value = constant.Value;
        }

        if (IsKnown(property, initializer) && TunableRules.CheckDefault(value, type.Value, range, choice) is { } bad)
        {
            var location = initializer?.GetLocation() ?? LocationOf(property);
            findings.Add(new Finding(PluginRuleDescriptors.BadTunable, location, property.Name, bad));
            return null;
        }

        return new TunableSpec(
            property.Name,
            type.Value,
            isNullable,
            TypeText.Reference(property.Type),
            choice is null ? "" : TypeText.Reference(choice),
            choice is not null && OptionLiteral.IsFlags(choice),
            choice is null ? default : Members(choice),
            initializer is null ? "" : OptionLiteral.Code(value, type.Value, choice),
            IsKnown(property, initializer) ? OptionLiteral.Text(value, type.Value, choice) : "",
            range,
            DocumentationReader.Read(property, stop));
    }

    public static TunableRange RangeOf(AttributeData attribute)
    {
        var excludesMinimum = Annotations.NamedValue<bool>(attribute, "ExcludesMinimum") ?? false;
        var excludesMaximum = Annotations.NamedValue<bool>(attribute, "ExcludesMaximum") ?? false;
        return attribute.ArgumentValue<double>(0) is { } minimum && attribute.ArgumentValue<double>(1) is { } maximum
            ? new TunableRange(minimum, maximum, excludesMinimum, excludesMaximum)
            : TunableRange.Unbounded with { ExcludesMinimum = excludesMinimum, ExcludesMaximum = excludesMaximum };
    }

    private static (TunableType? Type, bool IsNullable, INamedTypeSymbol? Choice) TypeOf(ITypeSymbol type)
    {
        var isNullable = type.NullableAnnotation == NullableAnnotation.Annotated;
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            (type, isNullable) = (nullable.TypeArguments[0], true);
        }

        TunableType? found = type.SpecialType switch
        {
            SpecialType.System_Int32 => TunableType.Int32,
            SpecialType.System_Int64 => TunableType.Int64,
            SpecialType.System_Single => TunableType.Single,
            SpecialType.System_Double => TunableType.Double,
            SpecialType.System_Boolean => TunableType.Boolean,
            SpecialType.System_String => TunableType.String,
            _ => type.TypeKind == TypeKind.Enum ? TunableType.Choice : null,
        };
        return (found, isNullable, found == TunableType.Choice ? (INamedTypeSymbol)type : null);
    }

    private static object? DefaultOf(TunableType type, bool isNullable, INamedTypeSymbol? choice) => type switch
    {
        _ when isNullable => null,
        TunableType.Int32 => 0,
        TunableType.Int64 => 0L,
        TunableType.Single => 0f,
        TunableType.Double => 0d,
        TunableType.Boolean => false,
        TunableType.Choice => Convert.ChangeType(0, Underlying(choice!), CultureInfo.InvariantCulture),
        _ => null,
    };

    private static Type Underlying(INamedTypeSymbol choice) => choice.EnumUnderlyingType?.SpecialType switch
    {
        SpecialType.System_SByte => typeof(sbyte),
        SpecialType.System_Byte => typeof(byte),
        SpecialType.System_Int16 => typeof(short),
        SpecialType.System_UInt16 => typeof(ushort),
        SpecialType.System_UInt32 => typeof(uint),
        SpecialType.System_Int64 => typeof(long),
        SpecialType.System_UInt64 => typeof(ulong),
        _ => typeof(int),
    };

    /// <summary>Whether the default can be seen: that of a property of another assembly cannot.</summary>
    private static bool IsKnown(IPropertySymbol property, ExpressionSyntax? initializer) =>
        initializer is not null || !property.DeclaringSyntaxReferences.IsEmpty;

    private static EquatableArray<string> Members(INamedTypeSymbol choice) => choice.GetMembers().OfType<IFieldSymbol>()
        .Where(static member => member.HasConstantValue)
        .Select(static member => member.Name)
        .ToEquatableArray();

    private static (ExpressionSyntax? Initializer, SemanticModel? Model) InitializerOf(
        IPropertySymbol property, Compilation compilation, CancellationToken stop)
    {
        // Of a partial property, either half may carry it.
        IPropertySymbol?[] halves = [property, property.PartialImplementationPart];
        foreach (var reference in halves.OfType<IPropertySymbol>().SelectMany(static half => half.DeclaringSyntaxReferences))
        {
            if (reference.GetSyntax(stop) is PropertyDeclarationSyntax { Initializer.Value: { } value }
                && compilation.ContainsSyntaxTree(reference.SyntaxTree))
            {
                return (value, compilation.GetSemanticModel(reference.SyntaxTree));
            }
        }

        return default;
    }

    private static Optional<object?> ConstantOf(
        ExpressionSyntax initializer, IPropertySymbol property, SemanticModel model, CancellationToken stop)
    {
        while (initializer is PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } forgiven)
        {
            initializer = forgiven.Operand;
        }

        if (initializer.IsKind(SyntaxKind.DefaultLiteralExpression) && property.Type.SpecialType is SpecialType.System_String)
        {
            return new Optional<object?>(null);
        }

        return model.GetConstantValue(initializer, stop);
    }

    private static Location LocationOf(ISymbol symbol) =>
        symbol.Locations.FirstOrDefault(static location => location.IsInSource) ?? Location.None;
}
