using AdaRank.Generators.Text;

namespace AdaRank.Generators.Models;

/// <summary>Writes the parameter catalogue of a model, and the rules for models inside it.</summary>
internal static class CatalogueEmitter
{
    private const string Catalogues = "global::AdaRank.Catalogue";

    public static void Emit(CodeWriter code, ModelSpec model)
    {
        code.Line("/// <summary>All parameters of the class, in the order of their declaration.</summary>");
        if (model.Components.Any(component => component is LayerSpec { Tie.Condition: not null }))
        {
            code.Line("/// <remarks>A weight that only some instances tie to another stands here; those instances do not list it.</remarks>");
        }

        var hides = model.BaseModel is null ? "" : "new ";
        var buffers = Buffers(model).ToList();
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"public {hides}static {Catalogues}.ParameterCatalogue Catalogue {{ get; }} = new(");
        code.Line("[");
        foreach (var line in Lines(model))
        {
            code.Continued(line + ",");
        }

        if (buffers.Count == 0)
        {
            code.Line("]);");
        }
        else
        {
            code.Line("])");
            code.Open();
            code.Line("Buffers =");
            code.Line("[");
            foreach (var line in buffers)
            {
                code.Continued(line + ",");
            }

            code.Line("],");
            code.Close("};");
        }

        code.Line();
    }

    /// <summary>How a parameter is trained, as arguments of its line: <c>ParameterTreatment.LowRank, "attention"</c>.</summary>
    public static string Treat(TrainingSpec training)
    {
        var group = training.Group is null ? "" : $", {Literal.Of(training.Group)}";
        return $"{Catalogues}.ParameterTreatment.{training.Treatment}{group}";
    }

    /// <summary>The same where the catalogue knows what goes without saying: full rank, and low rank for what has a group.</summary>
    private static string TreatBriefly(TrainingSpec training) => training switch
    {
        { Treatment: Treatment.FullRank, Group: null } => "",
        { Treatment: Treatment.LowRank, Group: { } group } => $", {Literal.Of(group)}",
        _ => $", {Treat(training)}",
    };

    /// <summary>What else is said of its training, as assignments of an initialiser.</summary>
    public static IEnumerable<string> Details(TrainingSpec training)
    {
        if (training.LearningRate != 1)
        {
            yield return $"LearningRate = {Literal.Of(training.LearningRate)}";
        }

        if (training.Decay != 1)
        {
            yield return $"Decay = {Literal.Of(training.Decay)}";
        }

        if (training.RowAxes != 1)
        {
            yield return $"RowAxes = {Literal.Of(training.RowAxes)}";
        }

        if (training.Stated != Aspects.None)
        {
            yield return $"Stated = {Write(training.Stated)}";
        }
    }

    /// <summary>The rule for a nested model, as a C# expression.</summary>
    public static string Rule(RuleSpec rule)
    {
        List<string> parts = [];
        if (rule.Treatment is { } treatment)
        {
            parts.Add($"Treatment = {Catalogues}.ParameterTreatment.{treatment}");
        }

        if (rule.Group is not null)
        {
            parts.Add($"Group = {Literal.Of(rule.Group)}");
        }

        if (rule.LearningRate is { } rate)
        {
            parts.Add($"LearningRate = {Literal.Of(rate)}");
        }

        if (rule.Decay is { } decay)
        {
            parts.Add($"Decay = {Literal.Of(decay)}");
        }

        if (rule.Defaults != Aspects.None)
        {
            parts.Add($"Defaults = {Write(rule.Defaults)}");
        }

        return $"new() {{ {string.Join(", ", parts)} }}";
    }

    private static IEnumerable<string> Lines(ModelSpec model)
    {
        if (model.BaseModel is not null)
        {
            yield return $".. {model.BaseModel}.Catalogue";
        }

        foreach (var component in model.Components)
        {
            if (component is NestedSpec nested)
            {
                var (name, member) = Paths(nested);
                List<string> arguments = [Literal.Of(name), Literal.Of(member)];
                if (nested.Condition is not null)
                {
                    arguments.Add(Literal.Of(nested.Condition.Label));
                }

                if (nested.Rule is not null)
                {
                    arguments.Add($"rule: {(model.HasModule ? PropertyEmitter.RuleField(nested) : Rule(nested.Rule))}");
                }

                yield return $".. {nested.ModelType}.Catalogue.Under({string.Join(", ", arguments)})";
            }

            foreach (var weight in component.Weights)
            {
                yield return Line(component, weight);
            }
        }
    }

    private static string Line(ComponentSpec component, WeightSpec weight)
    {
        List<string> details = [$"Member = {Literal.Of(Join(Plain(component.Property.Name), weight.Member))}"];
        var conditions = new[] { component.Condition?.Label, weight.Condition }.Where(condition => condition is not null);
        if (string.Join(" & ", conditions) is { Length: > 0 } condition)
        {
            details.Add($"Condition = {Literal.Of(condition)}");
        }

        details.AddRange(Details(weight.Training));
        return $"new({Literal.Of(Join(component.CheckpointName, weight.Name))}, {Literal.Of(weight.ShapeText)}{TreatBriefly(weight.Training)})"
            + $" {{ {string.Join(", ", details)} }}";
    }

    private static IEnumerable<string> Buffers(ModelSpec model)
    {
        var own = model.Components.OfType<FreeSpec>().Where(free => !free.IsWeight && free.IsPersistent).ToList();
        var nested = model.Components.OfType<NestedSpec>().ToList();
        if (own.Count == 0 && nested.Count == 0 && model.BaseModel is null)
        {
            yield break;
        }

        if (model.BaseModel is not null)
        {
            yield return $".. {model.BaseModel}.Catalogue.Buffers";
        }

        foreach (var component in model.Components)
        {
            if (component is NestedSpec inner)
            {
                var (name, member) = Paths(inner);
                var condition = inner.Condition is null ? "" : $", {Literal.Of(inner.Condition.Label)}";
                yield return $".. {inner.ModelType}.Catalogue.BuffersUnder({Literal.Of(name)}, {Literal.Of(member)}{condition})";
            }
            else if (component is FreeSpec { IsWeight: false, IsPersistent: true } buffer)
            {
                var shape = $"[{string.Join(", ", buffer.Dimensions.Select(dimension => dimension.Label))}]";
                var condition = buffer.Condition is null ? "" : $", Condition = {Literal.Of(buffer.Condition.Label)}";
                yield return $"new({Literal.Of(buffer.CheckpointName)}, {Literal.Of(shape)})"
                    + $" {{ Member = {Literal.Of(Plain(buffer.Property.Name))}{condition} }}";
            }
        }
    }

    private static (string Name, string Member) Paths(NestedSpec nested)
    {
        var star = nested.IsRow ? ".*" : "";
        return (nested.CheckpointName + star, Plain(nested.Property.Name) + star);
    }

    private static string Join(string outer, string inner) => inner.Length == 0 ? outer : $"{outer}.{inner}";

    /// <summary>A name without the sign that escapes keywords.</summary>
    private static string Plain(string identifier) => identifier.TrimStart('@');

    private static string Write(Aspects aspects) => string.Join(
        " | ",
        new[] { Aspects.Treatment, Aspects.LearningRate, Aspects.Decay }
            .Where(aspect => (aspects & aspect) != 0)
            .Select(aspect => $"{Catalogues}.TrainingAspects.{aspect}"));
}
