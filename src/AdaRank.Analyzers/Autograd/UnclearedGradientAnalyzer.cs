using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Autograd;

/// <summary>ADR073: a training loop that adds each gradient to all earlier ones.</summary>
/// <remarks>
/// The loop must hold both <c>backward()</c> and the <c>step()</c> of an optimizer of TorchSharp. A step that stands in an
/// <c>if</c> of the loop is gradient accumulation; an optimizer that is handed to another method may be cleared there.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UnclearedGradientAnalyzer() : TorchAnalyzer(Rule)
{
    private static readonly DiagnosticDescriptor Rule = Analyzers.Rule.Warning(
        "ADR073",
        Categories.Autograd,
        "A training loop clears its gradients",
        "Each round adds its gradients to those of all rounds before, since nothing in the loop calls '{0}.zero_grad()'");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types)
    {
        var calls = new TensorCalls(types);
        context.RegisterOperationAction(
            found =>
            {
                var backward = (IInvocationOperation)found.Operation;
                if (backward.TargetMethod.Name == "backward" && calls.IsBackward(backward) && UnclearedStep(backward, calls) is { } optimizer)
                {
                    found.ReportDiagnostic(Diagnostic.Create(Rule, backward.Syntax.GetLocation(), optimizer.Syntax.ToString()));
                }
            },
            OperationKind.Invocation);
    }

    /// <summary>The optimizer that steps in the same loop with gradients nobody clears, or null.</summary>
    private static IOperation? UnclearedStep(IInvocationOperation backward, TensorCalls calls)
    {
        foreach (var loop in backward.Loops())
        {
            var here = loop.Within().ToList();
            if (here.OfType<IInvocationOperation>().FirstOrDefault(call => calls.IsOptimizerStep(call)) is not { } step)
            {
                continue;
            }

            // The innermost loop with both decides.
            return calls.IsOfTorchSharp(step.TargetMethod)
                && step.Receiver() is { } optimizer
                && optimizer.Type is { } type && calls.IsOfTorchSharp(type)
                && !IsConditional(step, loop)
                && !IsConditional(backward, loop)
                && !here.Any(operation => Clears(operation, calls))
                && !here.Any(operation => HandsOn(operation, calls))
                && !LeavesAfterOneRound(loop)
                    ? optimizer
                    : null;
        }

        return null;
    }

    /// <summary>Whether something only happens in some rounds: every n-th step, say.</summary>
    private static bool IsConditional(IOperation operation, ILoopOperation loop)
    {
        for (var current = operation; current.Parent is { } parent && parent != loop; current = parent)
        {
            if ((parent is IConditionalOperation conditional && conditional.Condition != current) || parent is ISwitchCaseOperation or ICatchClauseOperation or ILoopOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Clears(IOperation operation, TensorCalls calls) => operation switch
    {
        IInvocationOperation { TargetMethod.Name: "zero_grad" or "ZeroGrad" } => true,
        IInvocationOperation { TargetMethod.Name: "zero_" or "set_grad" or "detach_" } call => ReadsGradient(call, calls) || call.TargetMethod.Name == "set_grad",
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "grad" } } => true,

        // An optimizer or model of each round's own has no earlier gradients.
        IVariableDeclaratorOperation { Symbol: { } local } => calls.Types.IsOptimizer(local.Type) || calls.Types.IsModule(local.Type),
        _ => false,
    };

    private static bool ReadsGradient(IInvocationOperation call, TensorCalls calls) =>
        call.Receiver() is { } receiver
        && (receiver is IPropertyReferenceOperation { Property.Name: "grad" } || calls.Types.IsTensor(receiver.Type));

    /// <summary>Whether code that we do not see gets the optimizer, a model or the parameters.</summary>
    private static bool HandsOn(IOperation operation, TensorCalls calls) => operation switch
    {
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { } method }, Value: { } value } =>
            !calls.IsOfTorchSharp(method)
            && (calls.Types.IsOptimizer(value.Unwrap().Type) || calls.Types.IsModule(value.Unwrap().Type) || HoldsParameters(value.Unwrap().Type, calls)),

        // A method of the same object, which has the optimizer in a field.
        IInvocationOperation { Instance: IInstanceReferenceOperation, TargetMethod: { } method } =>
            !calls.IsOfTorchSharp(method) && method.ReturnsVoid,
        _ => false,
    };

    private static bool HoldsParameters(ITypeSymbol? type, TensorCalls calls) => type switch
    {
        IArrayTypeSymbol array => calls.Types.IsParameter(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(calls.Types.IsParameter),
        _ => false,
    };

    private static bool LeavesAfterOneRound(ILoopOperation loop) =>
        loop.Body is IBlockOperation block && block.Operations.LastOrDefault() is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break };
}
