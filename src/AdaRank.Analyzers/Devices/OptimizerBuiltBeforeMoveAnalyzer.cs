using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

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
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types) => BodyWatch.Analyze(
        context,
        operation => OptimizerLife.IsCreation(operation, types),
        operation => operation is IInvocationOperation call && ModelCalls.MovedBy(call, types) is not null,
        block => Analyze(block, types));

    private static void Analyze(OperationBlockAnalysisContext context, TorchTypes types)
    {
        foreach (var body in context.OperationBlocks)
        {
            ProgramOrder? order = null;
            var life = OptimizerLife.Of(
                body, types, () => order ??= new ProgramOrder(context.GetControlFlowGraph(body), context.CancellationToken));
            foreach (var built in life.Optimizers)
            {
                var move = life.Moves.FirstOrDefault(candidate =>
                    SymbolEqualityComparer.Default.Equals(ModelCalls.MovedBy(candidate, types), built.Model)
                    && life.IsUsedAfter(built, candidate)
                    && !life.RepeatsEarlierMove(built, candidate));
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
    }
}
