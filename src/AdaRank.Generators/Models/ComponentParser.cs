using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Rules;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Models;

/// <summary>Reads the annotated properties of one model.</summary>
/// <param name="model">The model.</param>
/// <param name="primary">Its primary constructor, or null.</param>
/// <param name="findings">Receives what is wrong.</param>
/// <param name="stop">Stops the reading.</param>
internal sealed class ComponentParser(
    INamedTypeSymbol model, IMethodSymbol? primary, List<Finding> findings, CancellationToken stop)
{
    private readonly NumberScope _scope = new(model, primary);

    /// <summary>Reads one property.</summary>
    /// <returns>The component; null if something is wrong with it.</returns>
    public ComponentSpec? Read(IPropertySymbol property, Annotations annotations, string checkpointName)
    {
        var syntax = property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(stop) as PropertyDeclarationSyntax;
        if (MemberRules.Check(property, annotations, syntax) is { } unfit)
        {
            findings.Add(unfit);
            return null;
        }

        var errorsBefore = findings.Count;
        var component = annotations.Components[0];
        var training = TrainingRules.Read(property, annotations, out var contradiction);
        Note(contradiction);

        var spec = new PropertySpec(
            Literal.Identifier(property.Name),
            TypeText.Reference(property.Type),
            string.Concat(syntax!.Modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.PartialKeyword)).Select(modifier => modifier.Text + " ")),
            TypeText.IsDocumented(syntax));
        var tie = ReadTie(property, annotations, out var borrows);
        ComponentSpec? result = component is "Repeat" or "Child"
            ? ReadNested(property, component, annotations.Find(component)!, spec, checkpointName)
            : ReadLayer(property, component, annotations.Find(component)!, spec, checkpointName, training, tie, borrows);
        return findings.Count == errorsBefore ? result : null;
    }

    private LayerSpec ReadLayer(
        IPropertySymbol property,
        string component,
        AttributeData attribute,
        PropertySpec spec,
        string checkpointName,
        (Treatment Treatment, string? Group) training,
        TieSpec? tie,
        string? borrows)
    {
        Note(TypeRules.CheckLayer(property, component));

        var first = Number(attribute, 0);
        var second = attribute.ConstructorArguments.Length > 1 ? Number(attribute, 1) : null;
        List<string> arguments = second is null ? [first] : [first, second];
        var (firstLabel, secondLabel) = (Label(attribute, 0), Label(attribute, 1));
        List<WeightSpec> weights = [];
        string summary;
        switch (component)
        {
            case "Linear":
                summary = $"Linear layer from {firstLabel} to {secondLabel}";
                if (tie is null or { IsConditional: true })
                {
                    weights.Add(Weight($"[{secondLabel}, {firstLabel}]"));
                }

                if (Annotations.NamedValue<bool>(attribute, "Bias") == true)
                {
                    arguments.Add("bias: true");
                    weights.Add(new WeightSpec(
                        "Bias!", "bias", $"[{secondLabel}]", training.Treatment == Treatment.Frozen ? Treatment.Frozen : Treatment.FullRank, null));
                }

                AddReal(arguments, attribute, "deviation", "InitialDeviation");
                if (borrows is not null)
                {
                    arguments.Add($"borrowsWeight: {borrows}");
                }

                break;
            case "Embedding":
                summary = $"Embedding of {firstLabel} vectors, {secondLabel} wide";
                weights.Add(Weight($"[{firstLabel}, {secondLabel}]"));
                AddReal(arguments, attribute, "deviation", "InitialDeviation");
                break;
            case "RmsNorm":
                summary = $"Root-mean-square norm over {firstLabel}";
                weights.Add(Weight($"[{firstLabel}]"));
                AddReal(arguments, attribute, "epsilon", "Epsilon", "EpsilonFrom");
                break;
            default:
                summary = $"Rotary cache for heads of {firstLabel} and {secondLabel} positions";
                AddReal(arguments, attribute, "rotaryBase", "Base", "BaseFrom");
                break;
        }

        return new LayerSpec(spec, checkpointName, arguments.ToEquatableArray(), summary, weights.ToEquatableArray(), tie);

        WeightSpec Weight(string shape) => new("Weight", "weight", shape, training.Treatment, training.Group);
    }

    private NestedSpec? ReadNested(
        IPropertySymbol property, string component, AttributeData attribute, PropertySpec spec, string checkpointName)
    {
        var count = component == "Repeat" ? Number(attribute, 0) : null;
        var nested = TypeRules.ReadNested(property, component, model, out var wrong);
        Note(wrong);
        if (nested is null)
        {
            return null;
        }

        var arguments = ConstructorRules.Match(nested, primary, model.ContainingAssembly, out var complaint);
        if (complaint is not null)
        {
            findings.Add(TypeRules.Wrong(property, component, complaint));
        }

        return new NestedSpec(spec, checkpointName, arguments, TypeText.Reference(nested), nested.Name, count);
    }

    private TieSpec? ReadTie(IPropertySymbol property, Annotations annotations, out string? borrows)
    {
        borrows = null;
        if (annotations.Find("TiedTo") is not { } attribute)
        {
            return null;
        }

        var ownerName = attribute.ConstructorArguments[0].Value as string ?? "";
        var owner = model.GetMembers(ownerName).OfType<IPropertySymbol>().FirstOrDefault();
        Note(TypeRules.CheckTie(property, annotations, owner, ownerName));
        var flag = Annotations.Named<string>(attribute, "When");
        borrows = flag is null ? "true" : Resolve(flag, NumberKind.Flag, Annotations.LocationOf(attribute, "When"));
        return new TieSpec(Literal.Identifier(ownerName), IsConditional: flag is not null);
    }

    private void AddReal(List<string> arguments, AttributeData attribute, string parameter, string constant, string? name = null)
    {
        if (name is not null && Annotations.Named<string>(attribute, name) is { } reference)
        {
            arguments.Add($"{parameter}: {Resolve(reference, NumberKind.Real, Annotations.LocationOf(attribute, name))}");
        }
        else if (Annotations.NamedValue<double>(attribute, constant) is { } value)
        {
            arguments.Add($"{parameter}: {Literal.Of(value)}");
        }
    }

    /// <summary>A dimension as a C# expression.</summary>
    private string Number(AttributeData attribute, int index) => attribute.ConstructorArguments[index].Value switch
    {
        int number => Literal.Of(number),
        string name => Resolve(name, NumberKind.Integer, Annotations.LocationOf(attribute, index)),
        _ => Resolve("", NumberKind.Integer, Annotations.LocationOf(attribute, index)),
    };

    /// <summary>A dimension as the model states it.</summary>
    private static string Label(AttributeData attribute, int index) => index >= attribute.ConstructorArguments.Length
        ? ""
        : attribute.ConstructorArguments[index].Value switch
        {
            int number => Literal.Of(number),
            var name => name as string ?? "",
        };

    private string Resolve(string name, NumberKind kind, Location location)
    {
        var expression = _scope.Resolve(name, kind, out var complaint);
        if (complaint is not null)
        {
            findings.Add(new Finding(Descriptors.UnknownName, location, name, complaint) { Meant = _scope.FindMeant(name, kind) });
        }

        return expression ?? "";
    }

    private void Note(Finding? finding)
    {
        if (finding is not null)
        {
            findings.Add(finding);
        }
    }
}
