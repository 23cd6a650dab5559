using System.Collections.Immutable;
using AdaRank.Generators.Models;
using AdaRank.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Generators.Diagnostics;

/// <summary>ADR009: suggests to say how a matrix is trained, since what says nothing is trained in full, at full cost.</summary>
/// <remarks>
/// Apart from <see cref="ModelAnalyzer"/>, since it is a suggestion about classes that are right. It is silent about embeddings,
/// which are rarely trained in a subspace, and about tied weights, which others own.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TreatmentAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.MatrixWithoutTreatment];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterTypeAction(Analyze);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        var ofType = new Annotations(type);
        if (ofType.Find("Model") is not { } model
            || (ClassRules.PartsOf(model) & Parts.Module) == 0
            || ofType.Treatments.Count > 0)
        {
            return;
        }

        foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            var annotations = new Annotations(property);
            var components = annotations.Components;
            if (components.Count == 1
                && annotations.Treatments.Count == 0
                && !annotations.HaveErrors
                && IsMatrix(components[0], annotations.Find(components[0])!)
                && !IsAlwaysTied(annotations))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptors.MatrixWithoutTreatment, property.Locations.FirstOrDefault() ?? Location.None, property.Name));
            }
        }
    }

    private static bool IsMatrix(string component, AttributeData attribute) => component switch
    {
        "Linear" => Enumerable.Range(0, 2).All(index => Annotations.Positional(attribute, index) is not 1),
        "Attention" => true,
        "Weight" => Annotations.List(attribute, 0) is { Count: 2 } shape && shape.All(dimension => dimension is not 1),
        _ => false,
    };

    private static bool IsAlwaysTied(Annotations annotations) =>
        annotations.Find("TiedTo") is { } tie && Annotations.Named<string>(tie, "When") is null;
}
