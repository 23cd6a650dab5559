using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Lifetime;

/// <summary>ADR067: <c>p.grad</c> read again although nothing changed it.</summary>
/// <remarks>
/// Two reads in a loop, or three outside one, of the same place with no call between them that gives it another
/// gradient; only where no dispose scope frees the handles.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class RepeatedGradientReadAnalyzer() : TorchAnalyzer(Rule)
{
    private static readonly DiagnosticDescriptor Rule = Analyzers.Rule.Suggestion(
        "ADR067",
        Categories.Lifetime,
        "A gradient is read once",
        "Each read of '{0}' makes a handle, and this one is the {1}: keep the first in a local with 'using'");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types)
    {
        var calls = new TensorCalls(types);
        var ambients = new Ambients(calls);
        context.RegisterOperationBlockStartAction(block =>
        {
            // Few bodies read a gradient at all.
            var reads = 0;
            block.RegisterOperationAction(
                found =>
                {
                    if (found.Operation is IPropertyReferenceOperation { Property.Name: "grad" })
                    {
                        Interlocked.Increment(ref reads);
                    }
                },
                OperationKind.PropertyReference);
            block.RegisterOperationBlockEndAction(end =>
            {
                if (reads > 1)
                {
                    foreach (var body in end.OperationBlocks)
                    {
                        CheckFunctions(end, body, calls, ambients);
                    }
                }
            });
        });
    }

    private static void CheckFunctions(OperationBlockAnalysisContext context, IOperation body, TensorCalls calls, Ambients ambients)
    {
        foreach (var function in body.DescendantsAndSelf().Where(operation =>
            operation == body || operation is IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            Check(context, function, calls, ambients);
        }
    }

    private static void Check(OperationBlockAnalysisContext context, IOperation function, TensorCalls calls, Ambients ambients)
    {
        List<(IPropertyReferenceOperation First, int Count)> known = [];
        foreach (var operation in function.Within())
        {
            if (IsBarrier(operation, calls))
            {
                known.Clear();
                continue;
            }

            if (operation is IAssignmentOperation assignment)
            {
                known.RemoveAll(read => IsPartOf(assignment.Target, read.First));
                continue;
            }

            if (operation is not IPropertyReferenceOperation { Property: { Name: "grad" } property } read
                || !calls.Types.IsTensor(property.ContainingType)
                || !calls.IsOfTorchSharp(property)
                || read.Parent is IAssignmentOperation { Target: var target } && target == read
                || read.Receiver() is not { } receiver
                || !IsPlace(receiver)
                || IsInNameOf(read))
            {
                continue;
            }

            var index = known.FindIndex(other => other.First.IsSamePlace(read) && !AreAlternatives(other.First, read));
            if (index < 0)
            {
                known.Add((read, 1));
                continue;
            }

            var (first, count) = known[index];
            known[index] = (first, count + 1);
            if (count + 1 == (read.Loop() is null ? 3 : 2) && !ambients.MayHaveScope(read))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Rule, read.Syntax.GetLocation(), read.Syntax.ToString(), count == 1 ? "second" : "third"));
            }
        }
    }

    /// <summary>Calls after which the gradient may be another one.</summary>
    private static bool IsBarrier(IOperation operation, TensorCalls calls) =>
        operation is IInvocationOperation { TargetMethod: { } method } call
            && (calls.IsBackward(call)
                || method.Name is "zero_grad" or "step" or "Step" or "backward" or "set_grad"
                || (!calls.IsOfTorchSharp(method) && method.ContainingNamespace?.ToDisplayString() is { } space
                    && !space.StartsWith("System", StringComparison.Ordinal) && !space.StartsWith("Xunit", StringComparison.Ordinal)))
        || operation is IAwaitOperation;

    private static bool IsPlace(IOperation receiver) => receiver switch
    {
        ILocalReferenceOperation or IParameterReferenceOperation or IInstanceReferenceOperation => true,
        IFieldReferenceOperation or IPropertyReferenceOperation { Property.Parameters.IsEmpty: true } =>
            ((IMemberReferenceOperation)receiver).Receiver() is not { } instance || IsPlace(instance),
        _ => false,
    };

    /// <summary>Whether an assignment gives the read place, or something on the way to it, another value.</summary>
    private static bool IsPartOf(IOperation target, IOperation read)
    {
        for (IOperation? current = read; current is not null; current = (current as IMemberReferenceOperation)?.Receiver())
        {
            if (target.IsSamePlace(current))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether only one of two reads happens: the branches of one decision.</summary>
    private static bool AreAlternatives(IOperation first, IOperation second)
    {
        for (var current = first; current.Parent is { } parent; current = parent)
        {
            if (second.IsInside(parent))
            {
                return parent switch
                {
                    IConditionalOperation conditional => conditional.Condition != current && !second.IsInside(conditional.Condition),
                    ISwitchOperation or ISwitchExpressionOperation => current is not ILocalReferenceOperation,
                    _ => false,
                };
            }
        }

        return false;
    }

    private static bool IsInNameOf(IOperation operation) => operation.Parent is INameOfOperation;
}
