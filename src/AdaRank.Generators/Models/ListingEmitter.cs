using AdaRank.Generators.Text;

namespace AdaRank.Generators.Models;

/// <summary>Writes <c>ListParameters</c>: the catalogue of one instance, with its tensors.</summary>
internal static class ListingEmitter
{
    private const string Parameter = "global::AdaRank.Models.ModelParameter";

    public static void Emit(CodeWriter code, ModelSpec model)
    {
        code.Line("/// <inheritdoc/>");
        code.Line(ModelEmitter.GeneratedCode);
        if (!model.HasModule)
        {
            var modifier = model.BaseModel is not null ? "override " : model.IsSealed ? "" : "virtual ";
            code.Line($"public {modifier}global::System.Collections.Generic.IReadOnlyList<{Parameter}> ListParameters() =>");
            code.Continued("global::AdaRank.Models.RegisteredParameters.List(this, Catalogue);");
            code.Line();
            return;
        }

        code.Line($"public override global::System.Collections.Generic.IReadOnlyList<{Parameter}> ListParameters()");
        code.Open();
        var inherited = model.BaseModel is null ? "" : "base.ListParameters()";
        code.Line($"var __parameters = new global::System.Collections.Generic.List<{Parameter}>({inherited});");
        foreach (var component in model.Components)
        {
            if (component is NestedSpec || component.Weights.Count > 0)
            {
                ModelEmitter.IfPresent(code, component, () => EmitComponent(code, component, model.HasCatalogue));
            }
        }

        code.Line("return __parameters;");
        code.Close();
        code.Line();
    }

    private static void EmitComponent(CodeWriter code, ComponentSpec component, bool hasCatalogue)
    {
        if (component is NestedSpec nested)
        {
            EmitNested(code, nested);
            return;
        }

        foreach (var weight in component.Weights)
        {
            var name = weight.Name.Length == 0 ? component.CheckpointName : $"{component.CheckpointName}.{weight.Name}";
            var value = ModelEmitter.Value(component, weight);
            var parameter = hasCatalogue
                ? $"new(Catalogue[{Literal.Of(name)}], {value})"
                : $"new({Literal.Of(name)}, {value}, {CatalogueEmitter.Treat(weight.Training)}){Details(weight.Training)}";
            ModelEmitter.IfPresent(code, component, weight, () => code.Line($"__parameters.Add({parameter});"));
        }
    }

    private static string Details(TrainingSpec training)
    {
        var details = string.Join(", ", CatalogueEmitter.Details(training));
        return details.Length == 0 ? "" : $" {{ {details} }}";
    }

    private static void EmitNested(CodeWriter code, NestedSpec nested)
    {
        var name = nested.Property.Name;
        var (model, path) = (name, Literal.Of(nested.CheckpointName));
        if (nested.IsRow)
        {
            code.Line($"for (var __index = 0; __index < {name}.Count; __index++)");
            code.Open();
            (model, path) = ($"{name}[__index]", $"$\"{InsideInterpolation(nested.CheckpointName)}.{{__index}}\"");
        }

        code.Line($"foreach (var __parameter in {model}.ListParameters())");
        code.Open();
        var rule = nested.Rule is null ? "" : $", {PropertyEmitter.RuleField(nested)}";
        code.Line($"__parameters.Add(__parameter.Under({path}{rule}));");
        code.Close();
        if (nested.IsRow)
        {
            code.Close();
        }

        code.Line();
    }

    private static string InsideInterpolation(string text)
    {
        var quoted = Literal.Of(text.Replace("{", "{{").Replace("}", "}}"));
        return quoted.Substring(1, quoted.Length - 2);
    }
}
