using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Flow;

/// <summary>The calls of a training loop.</summary>
internal static class Training
{
    /// <summary>Whether a call computes gradients: <c>loss.backward()</c>, <c>torch.autograd.backward</c> or <c>grad</c>.</summary>
    public static bool IsBackward(this TensorCalls calls, IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: { } method }
        && ((method.Name == "backward" && (calls.Types.IsTensor(method.ContainingType) || IsAutograd(calls, method)))
            || (method.Name == "grad" && IsAutograd(calls, method)));

    /// <summary>Whether a call is <c>step()</c> of an optimizer.</summary>
    public static bool IsOptimizerStep(this TensorCalls calls, IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: { Name: "step" } method } && calls.Types.IsOptimizer(method.ContainingType);

    /// <summary>The tensor whose gradients a backward call computes, or null.</summary>
    public static IOperation? BackwardRoot(this TensorCalls calls, IOperation operation) =>
        operation is IInvocationOperation call && calls.IsBackward(call)
            ? call.TargetMethod.IsStatic
                ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value.Unwrap()
                : call.Receiver()
            : null;

    private static bool IsAutograd(TensorCalls calls, IMethodSymbol method) =>
        SymbolEqualityComparer.Default.Equals(method.ContainingType, calls.Types.Autograd);
}
