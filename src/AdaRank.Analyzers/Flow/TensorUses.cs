using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Flow;

/// <summary>What becomes of a tensor that an expression makes.</summary>
internal sealed class TensorUses(TensorCalls calls)
{
    /// <summary>Whether a fresh tensor is read once and then forgotten, without anybody disposing it.</summary>
    /// <param name="made">The expression that makes it.</param>
    /// <param name="loop">A loop: what leaves it is not forgotten.</param>
    public bool IsForgotten(IOperation made, ILoopOperation loop)
    {
        var consumer = made.Consumer();
        switch (consumer)
        {
            case IExpressionStatementOperation:
                // x += y makes a tensor too, but x holds it.
                return made is not IAssignmentOperation;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                return IsForgotten(declarator.Symbol, loop);
            case ISimpleAssignmentOperation assignment when assignment.Target is IDiscardOperation:
                return true;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target }:
                return IsForgotten(target.Local, loop);
            case IConditionalOperation conditional when conditional.Condition != made:
                return IsForgotten(conditional, loop);
            case ICoalesceOperation coalesce:
                return IsForgotten(coalesce, loop);
            case IInvocationOperation or IArgumentOperation { Parent: IInvocationOperation }
                when (consumer as IInvocationOperation ?? (IInvocationOperation)consumer.Parent!) is { } call
                    && calls.Returned(call) is { } same && same == made.Unwrap():
                return !calls.IsMove(call) && IsForgotten(call, loop);
            default:
                return IsPassing(made);
        }
    }

    /// <summary>Whether a use reads a tensor and keeps no hold of it.</summary>
    public bool IsPassing(IOperation use)
    {
        switch (use.Consumer())
        {
            case IConditionalAccessOperation or IIsPatternOperation or IIsTypeOperation:
                return true;
            case IInvocationOperation call:
                return calls.IsOfTorchSharp(call.TargetMethod) && !calls.IsMove(call) && !Ends(call)
                    || calls.IsForward(call);
            case IArgumentOperation { Parent: IInvocationOperation call }:
                return (calls.IsOfTorchSharp(call.TargetMethod) && !calls.IsMove(call) && !Ends(call) && !Keeps(call))
                    || calls.IsForward(call);
            case IArgumentOperation { Parent: IPropertyReferenceOperation property }:
                return calls.Types.IsTensor(property.Property.ContainingType);
            case IPropertyReferenceOperation property:
                return calls.Types.IsTensor(property.Property.ContainingType);
            case IBinaryOperation or IUnaryOperation or IConversionOperation { OperatorMethod: not null }:
                return true;
            case ICompoundAssignmentOperation assignment:
                return assignment.Value.Unwrap() == use.Unwrap();
            case IVariableInitializerOperation or ISimpleAssignmentOperation or null:
                return false;
            default:
                return false;
        }
    }

    /// <summary>Whether a local of the loop's body is never disposed, moved or handed on.</summary>
    private bool IsForgotten(ILocalSymbol local, ILoopOperation loop)
    {
        if (local.IsUsing || !local.IsDeclaredIn(loop.Body))
        {
            return false;
        }

        foreach (var operation in loop.Body.Descendants())
        {
            if (operation is ILocalReferenceOperation reference
                && SymbolEqualityComparer.Default.Equals(reference.Local, local)
                && !IsTarget(reference)
                && (reference.Function() != loop.Function() || !IsHarmless(reference)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a use of a local leaves it where it is; <c>y = x.add_(1)</c> hands it on under another name.</summary>
    private bool IsHarmless(ILocalReferenceOperation reference)
    {
        if (!IsPassing(reference))
        {
            return false;
        }

        var call = reference.Consumer() as IInvocationOperation ?? reference.Consumer()?.Parent as IInvocationOperation;
        return call is null || calls.Returned(call) != reference || call.Consumer() is IExpressionStatementOperation || IsPassing(call);
    }

    private static bool IsTarget(ILocalReferenceOperation reference) =>
        reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference;

    private static bool Ends(IInvocationOperation call) =>
        call.TargetMethod.Name == "Dispose"
        || call.Arguments.Any(argument => argument is { Parameter.Name: "disposeAfter", Value.ConstantValue.Value: true });

    /// <summary>Whether a call keeps its argument: registrations, scopes, lists of TorchSharp.</summary>
    private bool Keeps(IInvocationOperation call) =>
        !call.TargetMethod.ContainingType.IsStatic
        && !calls.Types.IsTensor(call.TargetMethod.ContainingType)
        && !calls.IsForward(call);
}
