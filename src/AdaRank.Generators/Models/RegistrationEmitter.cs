using AdaRank.Generators.Text;

namespace AdaRank.Generators.Models;

/// <summary>Writes the registration of components: TorchSharp's own goes by reflection over fields and their names.</summary>
internal static class RegistrationEmitter
{
    public static void Emit(CodeWriter code, ModelSpec model)
    {
        code.Line("/// <inheritdoc/>");
        code.Line(ModelEmitter.GeneratedCode);
        code.Line("protected override void RegisterParts()");
        code.Open();
        if (model.BaseModel is not null)
        {
            code.Line("base.RegisterParts();");
        }

        var groups = new Dictionary<string, string>(StringComparer.Ordinal) { [""] = "this" };
        foreach (var component in model.Components)
        {
            var (path, name) = Split(component.CheckpointName);
            var owner = OpenGroup(code, groups, path);
            ModelEmitter.IfPresent(code, component, () => code.Line(component is FreeSpec
                ? $"{component.Property.Field}.Register({owner}, {Literal.Of(name)});"
                : $"{(owner == "this" ? "" : owner + ".")}register_module({Literal.Of(name)}, {component.Property.Name});"));
            if (component is LayerSpec { Kind: "Attention", Condition: null })
            {
                groups[component.CheckpointName] = component.Property.Name;
            }
        }

        EmitTies(code, model.Components);
        EmitFreezing(code, model.Components);
        code.Close();
    }

    private static void EmitTies(CodeWriter code, EquatableArray<ComponentSpec> components)
    {
        foreach (var layer in components.OfType<LayerSpec>().Where(layer => layer.Tie is not null))
        {
            code.Line();
            ModelEmitter.IfPresent(code, layer, () =>
            {
                if (layer.Tie!.Condition is not null)
                {
                    code.Line($"if ({layer.Property.Name}.BorrowsWeight)");
                    code.Open();
                }

                code.Line($"{layer.Property.Name}.Borrow({layer.Tie.Owner});");
                if (layer.Tie.Condition is not null)
                {
                    code.Close();
                }
            });
        }
    }

    private static void EmitFreezing(CodeWriter code, EquatableArray<ComponentSpec> components)
    {
        code.Line();
        if (components.Any(component => component is NestedSpec { Rule.Treatment: not null }))
        {
            // A rule may thaw what a nested model has frozen by itself.
            code.Line("foreach (var __parameter in ListParameters())");
            code.Open();
            code.Line("__parameter.Value.requires_grad = __parameter.Treatment != global::AdaRank.Catalogue.ParameterTreatment.Frozen;");
            code.Close();
            return;
        }

        foreach (var component in components)
        {
            var frozen = component.Weights.Where(weight => weight.Training.Treatment == Treatment.Frozen).ToList();
            if (frozen.Count == 0)
            {
                continue;
            }

            ModelEmitter.IfPresent(code, component, () => frozen.ForEach(weight =>
                ModelEmitter.IfPresent(code, component, weight, () =>
                    code.Line($"{ModelEmitter.Value(component, weight)}.requires_grad = false;"))));
        }
    }

    /// <summary>Writes the group for a dotted prefix, and those around it, unless they are there already.</summary>
    /// <returns>The group, as a C# expression.</returns>
    private static string OpenGroup(CodeWriter code, Dictionary<string, string> groups, string path)
    {
        if (groups.TryGetValue(path, out var known))
        {
            return known;
        }

        var (outer, name) = Split(path);
        var owner = OpenGroup(code, groups, outer);
        var local = "__" + new string([.. path.Select(letter => char.IsLetterOrDigit(letter) ? letter : '_')]);
        while (groups.ContainsValue(local))
        {
            local += "_";
        }

        code.Line($"var {local} = global::AdaRank.Models.ComponentGroups.Open({owner}, {Literal.Of(name)});");
        return groups[path] = local;
    }

    private static (string Group, string Name) Split(string path)
    {
        var dot = path.LastIndexOf('.');
        return dot < 0 ? ("", path) : (path.Substring(0, dot), path.Substring(dot + 1));
    }
}
