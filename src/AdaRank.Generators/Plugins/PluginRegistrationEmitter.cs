using AdaRank.Generators.Models;
using AdaRank.Generators.Text;

namespace AdaRank.Generators.Plugins;

/// <summary>Writes the method that declares all plugins of an assembly.</summary>
internal static class PluginRegistrationEmitter
{
    public static void Emit(CodeWriter code, ManifestSpec manifest, bool isMarked)
    {
        code.Line("/// <inheritdoc/>");
        if (isMarked)
        {
            code.Line(ModelEmitter.GeneratedCode);
        }

        code.Line($"public static void Register({PluginNames.Global}.IPluginRegistrar registrar)");
        code.Open();
        foreach (var plugin in manifest.Plugins)
        {
            code.Line($"registrar.Add<{plugin.Slot.Type}, {plugin.OptionsType}>(");
            EmitDescriptor(code, plugin, manifest.Assembly);
            EmitCreation(code, plugin);
            code.Line();
        }

        code.Close();
    }

    private static void EmitDescriptor(CodeWriter code, PluginSpec plugin, PluginAssembly assembly)
    {
        code.Indent();
        code.Line($"new {PluginNames.Global}.PluginDescriptor({Literal.Of(plugin.Key)})");
        code.Open();
        code.Line($"Contract = new {PluginNames.Global}.ContractVersion({Literal.Of(plugin.Slot.Major)}, {Literal.Of(plugin.Slot.Minor)}),");
        if (plugin.Summary.Length > 0)
        {
            code.Line($"Summary = {Literal.Of(plugin.Summary)},");
        }

        code.Line($"Package = {Literal.Of(assembly.Name)},");
        EmitNames(code, "After", plugin.After);
        EmitNames(code, "Before", plugin.Before);
        EmitNames(code, "Requires", plugin.Requires);
        if (plugin.Tunables.Count > 0)
        {
            code.Line("Tunables =");
            code.Open("[");
            foreach (var tunable in plugin.Tunables)
            {
                EmitTunable(code, tunable);
            }

            code.Close("],");
        }

        code.Close("},");
        code.Outdent();
    }

    private static void EmitNames(CodeWriter code, string property, EquatableArray<string> names)
    {
        if (names.Count > 0)
        {
            code.Line($"{property} = [{string.Join(", ", names.Select(Literal.Of))}],");
        }
    }

    private static void EmitTunable(CodeWriter code, TunableSpec tunable)
    {
        var parts = new List<string>();
        if (tunable.Documentation.Summary.Length > 0)
        {
            parts.Add($"Summary = {Literal.Of(tunable.Documentation.Summary)}");
        }

        if (tunable.Range.Describe() is { Length: > 0 } range)
        {
            parts.Add($"Range = {Literal.Of(range)}");
        }

        if (tunable.Choices.Count > 0)
        {
            parts.Add($"Choices = [{string.Join(", ", tunable.Choices.Select(Literal.Of))}]");
        }

        var creation = $"new {PluginNames.Global}.TunableDescriptor({Literal.Of(tunable.Name)}, {PluginNames.Global}.TunableKind.{tunable.Kind}, "
            + $"{Literal.Of(tunable.DefaultText)})";
        if (parts.Count == 0)
        {
            code.Line(creation + ",");
            return;
        }

        code.Line(creation);
        code.Open();
        foreach (var part in parts)
        {
            code.Line(part + ",");
        }

        code.Close("},");
    }

    private static void EmitCreation(CodeWriter code, PluginSpec plugin)
    {
        var arguments = plugin.Arguments.Select(argument => (plugin.IsNamed ? argument.Parameter + ": " : "") + argument.Kind switch
        {
            ArgumentKind.Options => "__options",
            ArgumentKind.OptionalService => $"{PluginNames.Global}.PluginServices.Find<{argument.Type}>(__services)",
            _ => $"{PluginNames.Global}.PluginServices.Require<{argument.Type}>(__services, {Literal.Of(plugin.Slot.Name)}, {Literal.Of(plugin.Key)})",
        }).ToList();
        var creation = $"static (__services, __options) => new {plugin.Type}";
        var end = plugin.GeneratedOptions is null ? ");" : "";
        code.Indent();
        if (arguments.Count < 2)
        {
            code.Line($"{creation}({string.Concat(arguments)}){end}");
        }
        else
        {
            code.Line(creation + "(");
            for (var index = 0; index < arguments.Count; index++)
            {
                code.Continued(arguments[index] + (index + 1 < arguments.Count ? "," : ")" + end));
            }
        }

        if (plugin.GeneratedOptions is not null)
        {
            code.Open();
            foreach (var tunable in plugin.Tunables)
            {
                code.Line($"{tunable.Identifier} = __options.{tunable.Identifier},");
            }

            code.Close("});");
        }

        code.Outdent();
    }
}
