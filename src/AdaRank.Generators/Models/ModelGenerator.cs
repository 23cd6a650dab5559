using AdaRank.Generators.References;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Models;

/// <summary>Writes the generated part of every class with <c>[Model]</c>, and its extension of the service collection.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // From the compilation, not by a provider of syntax: that would look at every node of every file, and ask for all models
        // again in any case. ModelMemory knows which can have changed (decision 0011).
        var named = context.CompilationProvider
            .SelectMany(static (compilation, stop) => HintNames.Assign(ModelMemory.ReadAll(compilation, stop)))
            .WithTrackingName(StepNames.NameModel);

        var referenced = context.MetadataReferencesProvider
            .Select(static (reference, _) => ReferenceReader.Read(reference))
            .Collect()
            .Select(static (all, _) => ReferenceReader.Sum(all))
            .WithTrackingName(StepNames.FindServices);

        var wired = named
            .Combine(referenced)
            .Where(static pair => pair.Right.HasFlag(ReferencedTypes.Services) && pair.Left.Model.Wiring is not null)
            .Select(static (pair, _) => (
                Wiring: pair.Left.Model.Wiring!, pair.Left.Hint, IsChecked: pair.Right.HasFlag(ReferencedTypes.ModelDependencies)))
            .WithTrackingName(StepNames.WireModel);

        context.RegisterSourceOutput(named, static (output, model) =>
            output.AddSource(model.Hint + WellKnownNames.ModelFileSuffix, ModelEmitter.Emit(model.Model)));
        context.RegisterSourceOutput(wired, static (output, model) =>
            output.AddSource(model.Hint + WellKnownNames.ServicesFileSuffix, WiringEmitter.Emit(model.Wiring, model.IsChecked)));
    }
}
