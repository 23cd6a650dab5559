using System.Collections.Immutable;
using AdaRank.Generators.Models;
using AdaRank.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Generators.Diagnostics;

/// <summary>ADR012: finds calls of <c>RegisterComponents()</c> in models, whose components are registered already.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RegistrationCallAnalyzer : DiagnosticAnalyzer
{
    private const string Registration = "RegisterComponents";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.RegistrationCall];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(WellKnownNames.ModelAttribute) is not null)
            {
                start.RegisterOperationAction(Analyze, OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod is not { Name: Registration, Parameters.Length: 0 }
            || call.Instance is not IInstanceReferenceOperation
            || !ModuleRules.IsModule(call.TargetMethod.ContainingType)
            || context.ContainingSymbol.ContainingType is not { } type
            || new Annotations(type).Find("Model") is not { } model
            || (ClassRules.PartsOf(model) & Parts.Module) == 0)
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(Descriptors.RegistrationCall, call.Syntax.GetLocation(), type.Name));
    }
}
