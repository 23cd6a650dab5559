using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis.Text;

namespace AdaRank.Generators.Models;

/// <summary>Writes the extension of the service collection that adds a model.</summary>
internal static class WiringEmitter
{
    private const string Services = "global::Microsoft.Extensions.DependencyInjection.IServiceCollection";
    private const string Options = "global::Microsoft.Extensions.Options.IOptions";

    public static SourceText Emit(WiringSpec wiring)
    {
        var code = new CodeWriter();
        ModelEmitter.OpenFile(code, wiring.ModelName, wiring.Namespace);
        code.Line($"/// <summary>Adds {Literal.Xml(wiring.ModelName)} to a service collection.</summary>");
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"{(wiring.IsPublic ? "public" : "internal")} static class {wiring.ExtensionClass}");
        code.Open();
        if (!wiring.NeedsValue)
        {
            EmitMethod(code, wiring);
        }

        if (wiring.ValueType is not null)
        {
            code.Line();
            EmitValueMethod(code, wiring, wiring.ValueType);
        }

        code.Close();
        return code.ToSourceText();
    }

    private static void EmitMethod(CodeWriter code, WiringSpec wiring)
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
        code.Line($"public static {Services} {wiring.Method}(this {Services} services{configure})");
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

        EmitSingleton(code, wiring, "static ", [.. wiring.ParameterTypes.Select(type => Argument(type, type == wiring.OptionsType))]);
    }

    private static void EmitValueMethod(CodeWriter code, WiringSpec wiring, string type)
    {
        code.Line($"/// <summary>Adds {Literal.Xml(wiring.ModelName)} as a singleton, unless the services have one already.</summary>");
        code.Line("/// <param name=\"services\">Where to add it.</param>");
        code.Line("/// <param name=\"options\">Its options.</param>");
        code.Line("/// <returns>The same services, for chaining.</returns>");
        code.Line($"public static {Services} {wiring.Method}(this {Services} services, {type} options)");
        code.Open();
        if (!wiring.NeedsValue)
        {
            code.Line("global::System.ArgumentNullException.ThrowIfNull(options);");
        }

        EmitSingleton(code, wiring, "", [.. wiring.ParameterTypes.Select(wanted => wanted == type ? "options" : Argument(wanted, false))]);
    }

    private static void EmitSingleton(CodeWriter code, WiringSpec wiring, string modifier, IReadOnlyList<string> arguments)
    {
        code.Line("global::Microsoft.Extensions.DependencyInjection.Extensions.ServiceCollectionDescriptorExtensions.TryAddSingleton(");
        code.Continued("services,");
        if (arguments.Count == 0)
        {
            code.Continued($"{modifier}_ => new {wiring.ModelType}());");
        }
        else
        {
            code.Continued($"{modifier}__services => new {wiring.ModelType}(");
            for (var index = 0; index < arguments.Count; index++)
            {
                code.Continued("    " + arguments[index] + (index == arguments.Count - 1 ? "));" : ","));
            }
        }

        code.Line("return services;");
        code.Close();
    }

    private static string Argument(string type, bool isOptions)
    {
        var service = isOptions ? $"{Options}<{type}>" : type;
        return "global::Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions"
            + $".GetRequiredService<{service}>(__services){(isOptions ? ".Value" : "")}";
    }
}
