using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Rules;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Models;

/// <summary>Reads the annotated properties of one model.</summary>
/// <param name="model">The model.</param>
/// <param name="ofType">The attributes of the model itself.</param>
/// <param name="primary">Its primary constructor, or null.</param>
/// <param name="policy">How components are called in checkpoints.</param>
/// <param name="findings">Receives what is wrong.</param>
/// <param name="stop">Stops the reading.</param>
internal sealed class ComponentParser(
    INamedTypeSymbol model, Annotations ofType, IMethodSymbol? primary, int policy, List<Finding> findings, CancellationToken stop)
{
    private readonly AttributeReader _reader = new(new NumberScope(model, primary), findings);

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
        Note(TrainingRules.Check(property, annotations, component));

        var attribute = annotations.Find(component)!;
        var condition = ReadCondition(annotations);
        Note(TypeRules.CheckNull(property, component, condition is not null));
        var training = new TrainingReader(property, annotations, ofType, findings);
        var context = new ComponentContext(
            property, component, attribute, ReadProperty(property, syntax!), checkpointName, condition, training);
        ComponentSpec? result = component switch
        {
            "Repeat" or "Child" => ReadNested(context),
            "Weight" or "Buffer" => ReadFree(context),
            _ => ReadLayer(context, annotations),
        };
        return findings.Count == errorsBefore ? result : null;
    }

    private static PropertySpec ReadProperty(IPropertySymbol property, PropertyDeclarationSyntax syntax) => new(
        Literal.Identifier(property.Name),
        "__" + property.Name,
        TypeText.Reference(property.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)),
        string.Concat(syntax.Modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.PartialKeyword)).Select(modifier => modifier.Text + " ")),
        TypeText.IsDocumented(syntax));

    private LayerSpec ReadLayer(ComponentContext context, Annotations annotations)
    {
        Note(TypeRules.CheckType(context.Property, context.Kind));
        var tie = ReadTie(context.Property, annotations);
        return new LayerReader(_reader, policy).Read(context, tie);
    }

    private FreeSpec ReadFree(ComponentContext context)
    {
        Note(TypeRules.CheckType(context.Property, context.Kind));
        var shape = _reader.Shape(context.Attribute);
        var isWeight = context.Kind == "Weight";
        var isPersistent = isWeight || Annotations.NamedValue<bool>(context.Attribute, "Persistent") != false;
        List<string> arguments = ValueMethodRules.Read(context.Attribute, model, primary, findings) is { } call
            ? [Literal.Of(context.Property.Name), $"() => {call}"]
            : [Initializers.Read(context.Attribute, isWeight ? Initializers.Normal : Initializers.Zeros)];
        if (!isWeight)
        {
            arguments.Add($"isPersistent: {(isPersistent ? "true" : "false")}");
        }

        arguments.AddRange(shape.Select(dimension => dimension.Expression));
        EquatableArray<WeightSpec> weights = isWeight
            ? new([new WeightSpec("", "", shape, context.Training.ForMatrix(shape), Presence.Sure, null)])
            : default;
        return new FreeSpec(
            context.Spec, context.CheckpointName, context.Condition, weights, arguments.ToEquatableArray(), shape, isPersistent);
    }

    private NestedSpec? ReadNested(ComponentContext context)
    {
        var (property, kind) = (context.Property, context.Kind);
        var isRow = kind == "Repeat";
        var count = isRow ? _reader.Dimension(context.Attribute, 0, least: 0).Expression : null;
        var nested = TypeRules.ReadNested(property, kind, model, out var wrong);
        Note(wrong);
        if (nested is null)
        {
            return null;
        }

        var creation = ConstructorRules.Create(nested, primary, model.ContainingAssembly, isRow, out var complaint);
        if (complaint is not null)
        {
            findings.Add(TypeRules.Wrong(property, kind, complaint));
        }

        return new NestedSpec(
            context.Spec,
            context.CheckpointName,
            context.Condition,
            creation,
            TypeText.Reference(nested.WithNullableAnnotation(NullableAnnotation.NotAnnotated)),
            nested.Name,
            count,
            isRow,
            context.Training.ForNested());
    }

    private ConditionSpec? ReadCondition(Annotations annotations)
    {
        if (annotations.Find("When") is not { } attribute)
        {
            return null;
        }

        var name = Annotations.Positional(attribute, 0) as string ?? "";
        var flag = _reader.Resolve(name, NumberKind.Flag, new ArgumentPlace(attribute, 0));
        var not = Annotations.NamedValue<bool>(attribute, "Is") == false ? "!" : "";
        return new ConditionSpec(not + flag.Expression, not + flag.Label);
    }

    private TieSpec? ReadTie(IPropertySymbol property, Annotations annotations)
    {
        if (annotations.Find("TiedTo") is not { } attribute)
        {
            return null;
        }

        var ownerName = Annotations.Positional(attribute, 0) as string ?? "";
        var owner = FindOwner(ownerName);
        Note(TieRules.Check(property, annotations, owner, ownerName, model));
        var flag = Annotations.Named<string>(attribute, "When");
        var condition = flag is null ? null : _reader.Resolve(flag, NumberKind.Flag, ArgumentPlace.Named(attribute, "When"));
        var ownerAnnotations = owner is null ? null : new Annotations(owner);
        var expression = ownerAnnotations?.Find("Weight") is null ? Literal.Identifier(ownerName) : $"__{ownerName}";
        return new TieSpec(
            expression + (ownerAnnotations?.Find("When") is null ? "" : "!"),
            condition is null ? null : new ConditionSpec(condition.Expression, condition.Label));
    }

    private IPropertySymbol? FindOwner(string name)
    {
        for (var level = model; level is not null; level = level.BaseType)
        {
            if (level.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault() is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private void Note(Finding? finding)
    {
        if (finding is not null)
        {
            findings.Add(finding);
        }
    }
}

/// <summary>What is known of a property before its kind is looked at.</summary>
/// <param name="Property">The property.</param>
/// <param name="Kind">Name of the attribute that declares the component.</param>
/// <param name="Attribute">That attribute.</param>
/// <param name="Spec">The property as text.</param>
/// <param name="CheckpointName">Its name in checkpoints.</param>
/// <param name="Condition">What decides whether an instance has it.</param>
/// <param name="Training">How its parameters are trained.</param>
internal sealed record ComponentContext(
    IPropertySymbol Property,
    string Kind,
    AttributeData Attribute,
    PropertySpec Spec,
    string CheckpointName,
    ConditionSpec? Condition,
    TrainingReader Training);
