using System.Globalization;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Models;

/// <summary>Writes the generated part of every class with <c>[Model]</c>, and its extension of the service collection.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                WellKnownNames.ModelAttribute,
                predicate: static (node, _) => node is ClassDeclarationSyntax,
                transform: static (attributed, stop) => ModelParser.Parse(attributed, stop))
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(StepNames.ParseModel);

        // File systems fold case, and so does the compiler in names of generated files.
        var clashes = models
            .Select(static (model, _) => model.HintBase)
            .Collect()
            .Select(static (names, _) => names
                .GroupBy(static name => name, StringComparer.OrdinalIgnoreCase)
                .Where(static same => same.Count() > 1)
                .SelectMany(static same => same)
                .OrderBy(static name => name, StringComparer.Ordinal)
                .ToEquatableArray())
            .WithTrackingName(StepNames.FindNameClashes);

        var named = models
            .Combine(clashes)
            .Select(static (pair, _) => (Model: pair.Left, Hint: HintName(pair.Left.HintBase, pair.Right.Contains(pair.Left.HintBase))))
            .WithTrackingName(StepNames.NameModel);

        var hasServices = context.CompilationProvider
            .Select(static (compilation, _) => compilation.GetTypeByMetadataName(WellKnownNames.ServiceCollection) is not null
                && compilation.GetTypeByMetadataName(WellKnownNames.ServiceDescriptors) is not null
                && compilation.GetTypeByMetadataName(WellKnownNames.OptionsServices) is not null)
            .WithTrackingName(StepNames.FindServices);

        var wired = named
            .Combine(hasServices)
            .Where(static pair => pair.Right && pair.Left.Model.Wiring is not null)
            .Select(static (pair, _) => pair.Left)
            .WithTrackingName(StepNames.WireModel);

        context.RegisterSourceOutput(named, static (output, model) =>
            output.AddSource(model.Hint + WellKnownNames.ModelFileSuffix, ModelEmitter.Emit(model.Model)));
        context.RegisterSourceOutput(wired, static (output, model) =>
            output.AddSource(model.Hint + ".Services.g.cs", WiringEmitter.Emit(model.Model, model.Model.Wiring!)));
    }

    private static string HintName(string name, bool clashes) => clashes ? $"{name}.{StableHash(name)}" : name;

    /// <summary>FNV-1a: the same in every process, unlike <see cref="string.GetHashCode()"/>.</summary>
    private static string StableHash(string name)
    {
        var hash = name.Aggregate(2166136261u, static (hash, letter) => unchecked((hash ^ letter) * 16777619u));
        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
