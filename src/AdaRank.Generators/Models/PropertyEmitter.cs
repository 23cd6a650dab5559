using AdaRank.Generators.Text;

namespace AdaRank.Generators.Models;

/// <summary>Writes the properties of components, and the fields behind them, whose initialisers make the components.</summary>
internal static class PropertyEmitter
{
    private const int LongestLine = 120;

    public static void Emit(CodeWriter code, ComponentSpec component)
    {
        var property = component.Property;
        if (!property.IsDocumented)
        {
            code.Line($"/// <summary>{Literal.Xml(Summarise(component))}; {Place(component)}.</summary>");
        }

        var optional = component.Condition is null ? "" : "?";
        code.Line($"{property.Modifiers}partial {property.Type}{optional} {property.Name} => {property.Field}{Content(component)};");

        var creation = Create(component);
        var value = component.Condition is null ? creation : $"{component.Condition.Expression} ? {creation} : null";
        var field = $"private readonly {FieldType(component)}{optional} {property.Field}";
        if (field.Length + value.Length <= LongestLine)
        {
            code.Line($"{field} = {value};");
        }
        else
        {
            code.Line(field);
            code.Continued($"= {value};");
        }

        if (component is NestedSpec { Rule: { } rule })
        {
            code.Line($"private static readonly global::AdaRank.Catalogue.TrainingRule {RuleField(component)} = {CatalogueEmitter.Rule(rule)};");
        }

        code.Line();
    }

    /// <summary>The field that holds what a model says about the training of one inside it.</summary>
    public static string RuleField(ComponentSpec component) => component.Property.Field + "Rule";

    private static string Create(ComponentSpec component) => component switch
    {
        LayerSpec layer => $"new({string.Join(", ", layer.Arguments)})",
        FreeSpec free => $"new({string.Join(", ", free.Arguments)})",
        NestedSpec { Count: { } count } row => $"new({count}, {Index(row.Creation)} => {row.Creation})",
        NestedSpec nested when nested.Creation.StartsWith($"new {nested.ModelType}(", StringComparison.Ordinal) =>
            "new" + nested.Creation.Substring($"new {nested.ModelType}".Length),
        NestedSpec nested => nested.Creation,
        _ => "null",
    };

    /// <summary>The parameter of a lambda whose body may use it, or something else of the name for one that is not used.</summary>
    private static string Index(string creation) =>
        creation.Contains("__index") || creation.Split('(', ',', ')', ' ').Contains("_") ? "__index" : "_";

    private static string FieldType(ComponentSpec component) => component switch
    {
        FreeSpec { IsWeight: true } => "global::AdaRank.Layers.FreeWeight",
        FreeSpec => "global::AdaRank.Layers.FreeBuffer",
        _ => component.Property.Type,
    };

    private static string Content(ComponentSpec component) => component is not FreeSpec free
        ? ""
        : (free.Condition is null ? "." : "?.") + (free.IsWeight ? "Weight" : "Value");

    private static string Summarise(ComponentSpec component) => component switch
    {
        LayerSpec layer => layer.Summary,
        FreeSpec { IsWeight: true } free => $"Weight {Shape(free)}",
        FreeSpec free => $"Buffer {Shape(free)}",
        NestedSpec { IsRow: false } nested => $"Model of class {nested.ModelName}",
        NestedSpec nested => $"Row of {nested.ModelName} models",
        _ => "Component",
    };

    private static string Place(ComponentSpec component)
    {
        var isSaved = component switch
        {
            LayerSpec layer => layer.Weights.Count > 0 || layer.Tie is not null,
            FreeSpec free => free.IsPersistent,
            _ => true,
        };
        var place = isSaved ? $"<c>{Literal.Xml(component.CheckpointName)}</c> in checkpoints" : "not in checkpoints";
        var label = component.Condition?.Label;
        return label is null
            ? place
            : $"{place}; null {(label[0] == '!' ? "if" : "unless")} {Literal.Xml(label.TrimStart('!'))}";
    }

    private static string Shape(FreeSpec free) => $"[{string.Join(", ", free.Dimensions.Select(dimension => dimension.Label))}]";
}
