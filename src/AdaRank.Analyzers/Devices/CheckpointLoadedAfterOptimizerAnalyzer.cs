using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Analyzers.Devices;

/// <summary>ADR053: weights that are loaded after the optimizer was built do not reach it.</summary>
/// <remarks>
/// <c>Module.load</c> takes a model that is on another device to the CPU and back, which replaces its parameters twice; on
/// the CPU it copies in place, as <c>load_state_dict</c> always does. AdaRank's optimizer may keep a copy of the weights in
/// higher precision, so for it every load comes too late.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CheckpointLoadedAfterOptimizerAnalyzer() : TorchAnalyzer(Descriptor)
{
    /// <summary>{0}(...) comes after the optimizer of '{1}' was built: {2}.</summary>
    public static readonly DiagnosticDescriptor Descriptor = Rule.Warning(
        "ADR053",
        Categories.Devices,
        "A checkpoint is loaded before the optimizer is built",
        "{0}(...) comes after the optimizer of '{1}' was built: {2}");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types) =>
        OptimizerLife.Watch(context, types, ModelCalls.LoadedBy, Analyze);

    private static void Analyze(OperationBlockAnalysisContext context, OptimizerLife life, OptimizerLife.Built built)
    {
        foreach (var load in life.LoadsInto(built))
        {
            if ((built.IsEngine || (load.TargetMethod.Name == "load" && life.MayBeOffCpu(built, load)))
                && life.IsUsedAfter(built, load))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptor,
                    load.Syntax.GetLocation(),
                    [built.Creation.Syntax.GetLocation()],
                    load.TargetMethod.Name,
                    built.Model.Name,
                    built.IsEngine
                        ? "what it keeps of the old weights can overwrite the new ones"
                        : "on a device other than the CPU it replaces the parameters, and the optimizer goes on with the old ones"));
            }
        }
    }
}
