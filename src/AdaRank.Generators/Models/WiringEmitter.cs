using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis.Text;

namespace AdaRank.Generators.Models;

/// <summary>Writes the extension of the service collection that adds a model.</summary>
internal static class WiringEmitter
{
    private const string Collection = "global::Microsoft.Extensions.DependencyInjection.IServiceCollection";
    private const string Options = "global::Microsoft.Extensions.Options.IOptions";

    /// <summary>Writes the extension.</summary>
    /// <param name="wiring">How the model is built.</param>
    /// <param name="isChecked">Whether the runtime is there, which checks at start-up what it is told of the model's services.</param>
    public static SourceText Emit(WiringSpec wiring, bool isChecked)
    {
        var code = new CodeWriter();
        ModelEmitter.OpenFile(code, wiring.ModelName, wiring.Namespace);
        code.Line($"/// <summary>Adds {Literal.Xml(wiring.ModelName)} to a service collection.</summary>");
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"{(wiring.IsPublic ? "public" : "internal")} static class {wiring.ExtensionClass}");
        code.Open();
        if (!wiring.NeedsValue)
        {
            EmitMethod(code, wiring, isChecked);
        }

        if (wiring.ValueType is not null)
        {
            code.Line();
            EmitValueMethod(code, wiring, wiring.ValueType, isChecked);
        }

        code.Close();
        return code.ToSourceText();
    }

    private static void EmitMethod(CodeWriter code, WiringSpec wiring, bool isChecked)
    {
        code.Line($"/// <summary>Adds {Literal.Xml(wiring.ModelName)} as a singleton, unless the services have one already.</summary>");
        code.Line("/// <param name=\"services\">Where to add it.</param>");
        var configure = "";
        if (wiring.OptionsType is not null)
        {
            code.Line("/// <param name=\"configure\">Changes its options, after what was configured before; null changes nothing.</param>");
            configure = $", global::System.Action<{wiring.OptionsType}>? configure = null";
        }

        code.Line("/// <returns>The same services, for chaining.</returns>");
        code.Line($"public static {Collection} {wiring.Method}(this {Collection} services{configure})");
        code.Open();
        if (wiring.OptionsType is not null)
        {
            code.Line("var __options = global::Microsoft.Extensions.DependencyInjection.OptionsServiceCollectionExtensions");
            code.Continued($".AddOptions<{wiring.OptionsType}>(services);");
            code.Line("if (configure is not null)");
            code.Open();
            code.Line("__options.Configure(configure);");
            code.Close();
            code.Line();
        }

        // Those that the options system makes are there: they have just been added.
        var services = isChecked ? Services(wiring, wiring.OptionsType) : [];
        EmitSingleton(code, wiring, "static ", [.. wiring.ParameterTypes.Select(type => Argument(type, type == wiring.OptionsType))], services);
    }

    private static void EmitValueMethod(CodeWriter code, WiringSpec wiring, string type, bool isChecked)
    {
        code.Line($"/// <summary>Adds {Literal.Xml(wiring.ModelName)} as a singleton, unless the services have one already.</summary>");
        code.Line("/// <param name=\"services\">Where to add it.</param>");
        code.Line("/// <param name=\"options\">Its options.</param>");
        code.Line("/// <returns>The same services, for chaining.</returns>");
        code.Line($"public static {Collection} {wiring.Method}(this {Collection} services, {type} options)");
        code.Open();
        if (!wiring.NeedsValue)
        {
            code.Line("global::System.ArgumentNullException.ThrowIfNull(options);");
        }

        var services = isChecked ? Services(wiring, type) : [];
        EmitSingleton(code, wiring, "", [.. wiring.ParameterTypes.Select(wanted => wanted == type ? "options" : Argument(wanted, false))], services);
    }

    private static void EmitSingleton(
        CodeWriter code, WiringSpec wiring, string modifier, IReadOnlyList<string> arguments, IReadOnlyList<string> dependencies)
    {
        if (dependencies.Count > 0)
        {
            code.Line("var __count = services.Count;");
        }

        code.Line("global::Microsoft.Extensions.DependencyInjection.Extensions.ServiceCollectionDescriptorExtensions.TryAddSingleton(");
        code.Continued("services,");
        // A module that was written by hand cannot freeze by itself what its attributes say.
        var (before, after) = wiring.IsWrittenByHand ? ("global::AdaRank.Models.RegisteredParameters.Freeze(", ")") : ("", "");
        if (arguments.Count == 0)
        {
            code.Continued($"{modifier}_ => {before}new {wiring.ModelType}(){after});");
        }
        else
        {
            code.Continued($"{modifier}__services => {before}new {wiring.ModelType}(");
            for (var index = 0; index < arguments.Count; index++)
            {
                code.Continued("    " + arguments[index] + (index == arguments.Count - 1 ? $"){after});" : ","));
            }
        }

        if (dependencies.Count > 0)
        {
            code.Line("if (services.Count > __count)");
            code.Open();
            code.Line("// The registration is this one, so AdaRank can say at start-up which of its services are missing.");
            code.Line("global::Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton(");
            code.Continued("services,");
            code.Continued($"new global::{WellKnownNames.ModelDependencies}(typeof({wiring.ModelType}), {string.Join(", ", dependencies)}));");
            code.Close();
            code.Line();
        }

        code.Line("return services;");
        code.Close();
    }

    /// <summary>What the constructor takes from the container besides its options, each type once.</summary>
    private static IReadOnlyList<string> Services(WiringSpec wiring, string? options) =>
    [
        .. wiring.ParameterTypes
            .Where(type => type != options)
            .Distinct(StringComparer.Ordinal)
            .Select(static type => $"typeof({(type == "dynamic" ? "object" : type)})"),
    ];

    private static string Argument(string type, bool isOptions)
    {
        var service = isOptions ? $"{Options}<{type}>" : type;
        return "global::Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions"
            + $".GetRequiredService<{service}>(__services){(isOptions ? ".Value" : "")}";
    }
}
