using AdaRank.Generators.References;
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
                transform: static (context, stop) => ModelMemory.Read((ClassDeclarationSyntax)context.Node, context.SemanticModel, stop))
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(StepNames.ParseModel);

        // Sorted, so that the order of files is no change; together, since names of files must differ in more than case.
        var named = models
            .Collect()
            .SelectMany(static (all, _) => HintNames.Assign(all))
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
