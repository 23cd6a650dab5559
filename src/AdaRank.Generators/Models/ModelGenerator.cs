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
            .CreateSyntaxProvider(
                predicate: static (node, _) => node is ClassDeclarationSyntax { AttributeLists.Count: > 0 },
                transform: static (context, stop) => ModelMemory.Read(context, stop))
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(StepNames.ParseModel);

        // Sorted, so that the order of files is no change; together, since names of files must differ in more than case.
        var named = models
            .Collect()
            .SelectMany(static (all, _) => HintNames.Assign(all))
            .WithTrackingName(StepNames.NameModel);

        var hasServices = context.MetadataReferencesProvider
            .Select(static (reference, _) => ReferencedServicesReader.Read(reference))
            .Collect()
            .Select(static (all, _) => all.Aggregate(ReferencedServices.None, (sum, one) => sum | one) == ReferencedServices.All)
            .WithTrackingName(StepNames.FindServices);

        var wired = named
            .Combine(hasServices)
            .Where(static pair => pair.Right && pair.Left.Model.Wiring is not null)
            .Select(static (pair, _) => (Wiring: pair.Left.Model.Wiring!, pair.Left.Hint))
            .WithTrackingName(StepNames.WireModel);

        context.RegisterSourceOutput(named, static (output, model) =>
            output.AddSource(model.Hint + WellKnownNames.ModelFileSuffix, ModelEmitter.Emit(model.Model)));
        context.RegisterSourceOutput(wired, static (output, model) =>
            output.AddSource(model.Hint + WellKnownNames.ServicesFileSuffix, WiringEmitter.Emit(model.Wiring)));
    }
}
