using AdaRank.Generators.Models;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis.Text;

namespace AdaRank.Generators.Plugins;

/// <summary>Writes options classes: properties, validator and reader of texts. Sees the spec and nothing else.</summary>
internal static class OptionsEmitter
{
    private const string Problem = "global::AdaRank.InvalidSettingException";
    private const int LongLine = 110;

    public static SourceText Emit(OptionsSpec options)
    {
        var code = new CodeWriter();
        ModelEmitter.OpenFile(code, options.Source, options.Namespace);
        foreach (var containing in options.ContainingTypes)
        {
            code.Line(containing);
            code.Open();
        }

        if (options.Plugin is not null)
        {
            code.Line($"/// <summary>Options of <see cref=\"{options.Plugin}\"/>.</summary>");
            code.Line(ModelEmitter.GeneratedCode);
        }

        code.Line(options.Heading);
        code.Open();
        if (options.Plugin is not null)
        {
            EmitProperties(code, options);
        }

        EmitValidate(code, options);
        EmitTrySet(code, options);
        code.Close();
        foreach (var _ in options.ContainingTypes)
        {
            code.Close();
        }

        return code.ToSourceText();
    }

    private static void EmitProperties(CodeWriter code, OptionsSpec options)
    {
        foreach (var tunable in options.Tunables)
        {
            if (tunable.Documentation.Sections.Count == 0)
            {
                code.Line($"/// <summary>The option <c>{Literal.Xml(tunable.Name)}</c> of <see cref=\"{options.Plugin}\"/>.</summary>");
            }

            foreach (var section in tunable.Documentation.Sections)
            {
                EmitDocumentation(code, section);
            }

            code.Line($"public {tunable.TypeName} {tunable.Identifier} {{ get; set; }}{Initializer(tunable)}");
            code.Line();
        }
    }

    private static string Initializer(TunableSpec tunable)
    {
        // A text without a default is null; the plugin's own property says the same.
        var isMissingText = tunable is { Type: TunableType.String, IsNullable: false, DefaultCode: "" or "null" };
        var value = isMissingText ? "null!" : tunable.DefaultCode;
        return value.Length == 0 ? "" : $" = {value};";
    }

    private static void EmitDocumentation(CodeWriter code, string section)
    {
        if (section.Length <= LongLine)
        {
            code.Line("/// " + section);
            return;
        }

        var line = "";
        foreach (var word in section.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > LongLine)
            {
                code.Line("/// " + line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        code.Line("/// " + line);
    }

    private static void EmitValidate(CodeWriter code, OptionsSpec options)
    {
        if (options.Validate == MethodForm.Absent)
        {
            return;
        }

        code.Line("/// <inheritdoc/>");
        EmitMark(code, options);
        code.Line($"public {Modifier(options.Validate)}void Validate()");
        code.Open();
        if (options.Validate == MethodForm.Override)
        {
            code.Line("base.Validate();");
            code.Line();
        }

        foreach (var tunable in options.Tunables)
        {
            if (Violation(tunable) is not { } violation)
            {
                continue;
            }

            code.Line($"if ({violation})");
            code.Open();
            code.Line($"throw new {Problem}({Literal.Of(tunable.Name)}, {tunable.Identifier}, {Literal.Of(Remedy(tunable))});");
            code.Close();
            code.Line();
        }

        code.Close();
        code.Line();
    }

    private static string? Violation(TunableSpec tunable)
    {
        var name = tunable.Identifier;
        switch (tunable.Type)
        {
            case TunableType.Boolean:
                return null;
            case TunableType.String:
                return tunable.IsNullable ? null : $"{name} is null";
            case TunableType.Choice:
                if (tunable.IsFlags)
                {
                    return null;
                }

                return tunable.IsNullable
                    ? $"{name}.HasValue && !global::System.Enum.IsDefined({name}.Value)"
                    : $"!global::System.Enum.IsDefined({name})";
            default:
                var value = tunable.IsNullable ? $"{name}.Value" : name;
                var condition = tunable.Range.Condition(value, tunable.Type);
                if (condition.Length == 0)
                {
                    return null;
                }

                var violated = condition.Contains(' ') ? $"!({condition})" : "!" + condition;
                return tunable.IsNullable ? $"{name}.HasValue && {violated}" : violated;
        }
    }

    private static string Remedy(TunableSpec tunable)
    {
        switch (tunable.Type)
        {
            case TunableType.String:
                return "set a text";
            case TunableType.Choice:
                return $"use one of {string.Join(", ", tunable.Choices)}";
            default:
                var noun = tunable.Type is TunableType.Int32 or TunableType.Int64 ? "a whole number" : "a finite number";
                var range = tunable.Range.Describe(" and ");
                var example = tunable.DefaultText.Length > 0 ? $", for example {tunable.DefaultText}" : tunable.IsNullable ? ", or leave it out" : "";
                return range.Length == 0 ? $"use {noun}{example}" : $"use {noun} that is {range}{example}";
        }
    }

    private static void EmitTrySet(CodeWriter code, OptionsSpec options)
    {
        if (options.TrySet == MethodForm.Absent)
        {
            return;
        }

        code.Line("/// <inheritdoc/>");
        EmitMark(code, options);
        code.Line($"public {Modifier(options.TrySet)}bool TrySet(string name, string text)");
        code.Open();
        foreach (var tunable in options.Tunables)
        {
            code.Line($"if (global::System.String.Equals(name, {Literal.Of(tunable.Name)}, global::System.StringComparison.OrdinalIgnoreCase))");
            code.Open();
            code.Line($"this.{tunable.Identifier} = {Parse(tunable)};");
            code.Line("return true;");
            code.Close();
            code.Line();
        }

        code.Line(options.TrySet == MethodForm.Override ? "return base.TrySet(name, text);" : "return false;");
        code.Close();
    }

    private static string Parse(TunableSpec tunable)
    {
        var method = tunable.Type switch
        {
            TunableType.Choice => $"ToChoice<{tunable.ChoiceType}>",
            TunableType.String => "",
            _ => $"To{tunable.Type}",
        };
        var value = method.Length == 0 ? "text" : $"{PluginNames.Global}.TunableText.{method}({Literal.Of(tunable.Name)}, text)";
        return tunable.IsNullable ? $"text.Length == 0 ? null : {value}" : value;
    }

    /// <summary>A class that is generated as a whole is marked as a whole.</summary>
    private static void EmitMark(CodeWriter code, OptionsSpec options)
    {
        if (options.Plugin is null)
        {
            code.Line(ModelEmitter.GeneratedCode);
        }
    }

    private static string Modifier(MethodForm form) => form switch
    {
        MethodForm.Virtual => "virtual ",
        MethodForm.Override or MethodForm.OverrideAbstract => "override ",
        _ => "",
    };
}
