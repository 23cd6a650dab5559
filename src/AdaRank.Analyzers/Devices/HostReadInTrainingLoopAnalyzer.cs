using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Devices;

/// <summary>ADR054: a value that is read in every training step makes the host wait for the device each time.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class HostReadInTrainingLoopAnalyzer() : TorchAnalyzer(Descriptor)
{
    /// <summary>{0} waits for the device in every training step: read it every so many steps, or after the loop.</summary>
    public static readonly DiagnosticDescriptor Descriptor = Rule.Suggestion(
        "ADR054",
        Categories.Devices,
        "A training loop does not wait for values of the device",
        "{0} waits for the device in every training step: read it every so many steps, or after the loop");

    private static readonly string[] Reads = ["item", "data", "cpu", "tolist", "ToScalar"];

    private static readonly string[] ExtensionReads =
        ["ToSingle", "ToDouble", "ToHalf", "ToByte", "ToInt32", "ToInt64", "ToBoolean", "ToComplex32", "ToComplex64"];

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types) => context.RegisterOperationAction(
        operation => Analyze(operation, types), OperationKind.Invocation, OperationKind.Conversion);

    private static void Analyze(OperationAnalysisContext context, TorchTypes types)
    {
        if (NameOfRead(context.Operation, types) is not { } read
            || ReadsEarlier(context.Operation, types)
            || !RunsInEachStep(context.Operation, types))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(Descriptor, context.Operation.Syntax.GetLocation(), read));
    }

    private static string? NameOfRead(IOperation operation, TorchTypes types) => operation switch
    {
        IInvocationOperation { TargetMethod: var method } when Reads.Contains(method.Name) && types.IsTensor(method.ContainingType) =>
            $"{method.Name}()",
        IInvocationOperation { TargetMethod: var method }
            when ExtensionReads.Contains(method.Name) && SymbolEqualityComparer.Default.Equals(method.ContainingType, types.TensorExtensions) =>
            $"{method.Name}()",
        IInvocationOperation { TargetMethod: { Name: "to" } method } move
            when types.IsTensor(method.ContainingType)
                && move.Arguments.Any(argument => argument.ArgumentKind is ArgumentKind.Explicit && DeviceConstants.Of(argument.Value, types) is "CPU") =>
            "to(CPU)",
        IConversionOperation { OperatorMethod: { Name: "op_Explicit" } method } conversion when types.IsTensor(method.ContainingType) && types.IsTensor(conversion.Operand.Type) =>
            $"({conversion.Type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)})",
        _ => null,
    };

    /// <summary>Whether the value is on the host by then: loss.cpu().item() waits once.</summary>
    private static bool ReadsEarlier(IOperation operation, TorchTypes types)
    {
        var source = operation switch
        {
            IInvocationOperation call => Flow.Place.Receiver(call),
            IConversionOperation conversion => conversion.Operand,
            _ => null,
        };
        while (source is IInvocationOperation inner)
        {
            if (NameOfRead(inner, types) is not null)
            {
                return true;
            }

            source = Flow.Place.Receiver(inner);
        }

        return false;
    }

    /// <summary>Whether a loop around it trains, and nothing between the two chooses when to read.</summary>
    private static bool RunsInEachStep(IOperation read, TorchTypes types)
    {
        for (var current = read; current.Parent is { } parent; current = parent)
        {
            switch (parent)
            {
                case IAnonymousFunctionOperation or ILocalFunctionOperation or ICatchClauseOperation or ISwitchExpressionArmOperation:
                    return false;
                case ISwitchCaseOperation or ICoalesceOperation or IConditionalAccessOperation:
                    return false;
                case IConditionalOperation conditional when current != conditional.Condition:
                    return false;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } binary
                    when current == binary.RightOperand:
                    return false;
                case IBlockOperation block when LeavesBefore(block, current):
                    return false;
                case ILoopOperation loop when current == loop.Body || loop is IWhileLoopOperation:
                    if (Trains(loop, types))
                    {
                        return true;
                    }

                    break;
            }
        }

        return false;
    }

    /// <summary><c>if (step % 100 != 0) continue;</c> in an earlier statement.</summary>
    private static bool LeavesBefore(IBlockOperation block, IOperation statement) => block.Operations
        .TakeWhile(candidate => candidate != statement)
        .OfType<IConditionalOperation>()
        .Any(condition => condition.Descendants().Any(operation => operation is IBranchOperation or IReturnOperation));

    /// <summary>Whether the loop itself, not one inside it, makes a step.</summary>
    private static bool Trains(ILoopOperation loop, TorchTypes types) => Directly(loop.Body).Any(operation =>
        operation is IInvocationOperation call
        && ((call.TargetMethod.Name == "backward" && IsBackward(call, types))
            || (call.TargetMethod.Name == "step" && types.IsOptimizer(call.TargetMethod.ContainingType))
            || (call.TargetMethod.Name == "Step" && call.TargetMethod.ContainingType.Is(types.AdaRankOptimizer))));

    private static bool IsBackward(IInvocationOperation call, TorchTypes types) =>
        types.IsTensor(call.TargetMethod.ContainingType)
        || SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, types.Autograd);

    private static IEnumerable<IOperation> Directly(IOperation operation)
    {
        foreach (var child in operation.ChildOperations)
        {
            if (child is ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                continue;
            }

            yield return child;
            foreach (var inner in Directly(child))
            {
                yield return inner;
            }
        }
    }
}
