using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Lifetime;

/// <summary>ADR065: a sum or a list of losses that keeps the graph of every step.</summary>
/// <remarks>
/// Only where the same loop has called <c>backward()</c> on the loss: then the sum can be for reading alone. A sum that
/// is differentiated itself needs its graphs.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class AccumulatedLossAnalyzer() : TorchAnalyzer(Rule)
{
    private static readonly DiagnosticDescriptor Rule = Analyzers.Rule.Warning(
        "ADR065",
        Categories.Lifetime,
        "An accumulated loss is detached from its graph",
        "'{0}' keeps the graph of '{1}' in every round: add '{1}.detach()' or '{1}.item<float>()'");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types)
    {
        var calls = new TensorCalls(types);
        var ambients = new Ambients(calls);
        context.RegisterOperationAction(
            found =>
            {
                if (Sum(found.Operation, calls) is var (target, added)
                    && LossIn(added, target, found.Operation, calls) is { } loss
                    && !ambients.MayHaveNoGradient(found.Operation))
                {
                    found.ReportDiagnostic(Diagnostic.Create(
                        Rule, loss.Syntax.GetLocation(), target.Syntax.ToString(), loss.Syntax.ToString()));
                }
            },
            OperationKind.CompoundAssignment,
            OperationKind.SimpleAssignment,
            OperationKind.Invocation);
    }

    /// <summary>What accumulates, and what is added to it.</summary>
    private static (IOperation Target, IOperation Added)? Sum(IOperation operation, TensorCalls calls) => operation switch
    {
        ICompoundAssignmentOperation assignment when calls.Types.IsTensor(assignment.Target.Type) => (assignment.Target, assignment.Value),
        ISimpleAssignmentOperation { Value: { } value } assignment
            when calls.Types.IsTensor(assignment.Target.Type)
                && value.Unwrap() is IBinaryOperation { OperatorMethod: not null } sum =>
            sum.LeftOperand.IsSamePlace(assignment.Target) ? (assignment.Target, sum.RightOperand)
            : sum.RightOperand.IsSamePlace(assignment.Target) ? (assignment.Target, sum.LeftOperand)
            : null,
        IInvocationOperation { TargetMethod: { Name: "Add" or "Enqueue", Parameters.Length: 1 } method, Arguments: { Length: > 0 } arguments } call
            when arguments[arguments.Length - 1].Value is { } value
                && method.ContainingNamespace?.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal) == true
                && calls.Types.IsTensor(value.Unwrap().Type)
                && call.Receiver() is { } list => (list, value),
        _ => null,
    };

    /// <summary>The mention of a loss that was differentiated in a loop which the sum outlives.</summary>
    private static IOperation? LossIn(IOperation added, IOperation target, IOperation place, TensorCalls calls)
    {
        var loops = place.Loops().Where(loop => target.Root() is not { } root || !root.IsDeclaredIn(loop)).ToList();
        if (loops.Count == 0)
        {
            return null;
        }

        var outermost = loops[loops.Count - 1];
        var differentiated = outermost.Within().Select(calls.BackwardRoot).OfType<IOperation>().ToList();
        if (differentiated.Count == 0
            || place.Outermost().Descendants().Any(operation => calls.BackwardRoot(operation) is { } root && root.Descendants().Prepend(root).Any(target.IsSamePlace)))
        {
            return null;
        }

        return added.Descendants().Prepend(added).FirstOrDefault(operation =>
            operation is ILocalReferenceOperation
            && calls.Types.IsTensor(operation.Type)
            && differentiated.Any(operation.IsSamePlace)
            && KeepsGraph(operation, added));
    }

    /// <summary>Whether the graph comes along from a mention to the whole expression.</summary>
    private static bool KeepsGraph(IOperation mention, IOperation whole)
    {
        for (var current = mention; current != whole && current.Parent is { } parent; current = parent)
        {
            if (parent is IInvocationOperation { TargetMethod.Name: "detach" or "detach_" or "item" or "ToSingle" or "ToDouble" }
                or IPropertyReferenceOperation { Property.Parameters.IsEmpty: true }
                or IAnonymousFunctionOperation)
            {
                return false;
            }
        }

        return true;
    }
}
