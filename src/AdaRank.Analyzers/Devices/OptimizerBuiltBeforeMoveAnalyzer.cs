using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Analyzers.Devices;

/// <summary>ADR050: an optimizer built before its model is moved holds the parameters that the move disposes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class OptimizerBuiltBeforeMoveAnalyzer() : TorchAnalyzer(Descriptor)
{
    /// <summary>The optimizer is built before {0}(...) replaces the parameters of '{1}': it goes on with the old ones.</summary>
    public static readonly DiagnosticDescriptor Descriptor = Rule.Warning(
        "ADR050",
        Categories.Devices,
        "An optimizer is built after the model is moved",
        "The optimizer is built before {0}(...) replaces the parameters of '{1}': it goes on with the old ones");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types) =>
        OptimizerLife.Watch(context, types, ModelCalls.MovedBy, Analyze);

    private static void Analyze(OperationBlockAnalysisContext context, OptimizerLife life, OptimizerLife.Built built)
    {
        var move = life.MovesOf(built).FirstOrDefault(candidate =>
            life.IsUsedAfter(built, candidate) && !life.RepeatsEarlierMove(built, candidate));
        if (move is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptor,
                built.Creation.Syntax.GetLocation(),
                [move.Syntax.GetLocation()],
                move.TargetMethod.Name,
                built.Model.Name));
        }
    }
}
