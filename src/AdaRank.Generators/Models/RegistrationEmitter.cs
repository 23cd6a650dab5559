using AdaRank.Generators.Text;

namespace AdaRank.Generators.Models;

/// <summary>Writes the registration of components: TorchSharp's own goes by reflection over fields and their names.</summary>
internal static class RegistrationEmitter
{
    public static void Emit(CodeWriter code, EquatableArray<ComponentSpec> components)
    {
        code.Line("/// <inheritdoc/>");
        code.Line(ModelEmitter.GeneratedCode);
        code.Line("protected override void RegisterParts()");
        code.Open();
        var groups = new Dictionary<string, string>(StringComparer.Ordinal) { [""] = "" };
        foreach (var component in components)
        {
            var (group, name) = Split(component.CheckpointName);
            var owner = EnsureGroup(code, groups, group);
            code.Line($"{owner}register_module({Literal.Of(name)}, {component.Property.Name});");
        }

        EmitTies(code, components);
        EmitFreezing(code, components);
        code.Close();
    }

    private static void EmitTies(CodeWriter code, EquatableArray<ComponentSpec> components)
    {
        foreach (var layer in components.OfType<LayerSpec>().Where(layer => layer.Tie is not null))
        {
            code.Line();
            if (layer.Tie!.IsConditional)
            {
                code.Line($"if ({layer.Property.Name}.BorrowsWeight)");
                code.Open();
            }

            code.Line($"{layer.Property.Name}.Borrow({layer.Tie.Owner});");
            if (layer.Tie.IsConditional)
            {
                code.Close();
            }
        }
    }

    private static void EmitFreezing(CodeWriter code, EquatableArray<ComponentSpec> components)
    {
        var frozen = components.OfType<LayerSpec>()
            .SelectMany(layer => layer.Weights.Select(weight => (layer, weight)))
            .Where(pair => pair.weight.Treatment == Treatment.Frozen)
            .ToList();
        if (frozen.Count > 0)
        {
            code.Line();
        }

        foreach (var (layer, weight) in frozen)
        {
            ModelEmitter.OwnedOnly(code, layer, weight, () =>
                code.Line($"{layer.Property.Name}.{weight.Member}.requires_grad = false;"));
        }
    }

    /// <summary>Writes the group for a dotted prefix, and those around it, unless they are there already.</summary>
    /// <returns>How to call a method of the group: empty for the model itself, or its local and a dot.</returns>
    private static string EnsureGroup(CodeWriter code, Dictionary<string, string> groups, string path)
    {
        if (groups.TryGetValue(path, out var known))
        {
            return known;
        }

        var (outer, name) = Split(path);
        var owner = EnsureGroup(code, groups, outer);
        var local = "__" + new string([.. path.Select(letter => char.IsLetterOrDigit(letter) ? letter : '_')]);
        while (groups.ContainsValue(local + "."))
        {
            local += "_";
        }

        code.Line($"var {local} = new global::AdaRank.Models.ComponentGroup({Literal.Of(name)});");
        code.Line($"{owner}register_module({Literal.Of(name)}, {local});");
        return groups[path] = local + ".";
    }

    private static (string Group, string Name) Split(string path)
    {
        var dot = path.LastIndexOf('.');
        return dot < 0 ? ("", path) : (path.Substring(0, dot), path.Substring(dot + 1));
    }
}
