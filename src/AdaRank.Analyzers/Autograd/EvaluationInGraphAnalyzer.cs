using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Autograd;

/// <summary>ADR072: a model evaluated while autograd records.</summary>
/// <remarks>
/// <c>eval()</c> switches dropout and the like, not the recording. Silent where the method differentiates anything, or
/// gives tensors to its caller, who may want to.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EvaluationInGraphAnalyzer() : TorchAnalyzer(Rule)
{
    private static readonly DiagnosticDescriptor Rule = Analyzers.Rule.Warning(
        "ADR072",
        Categories.Autograd,
        "Evaluation runs under no_grad",
        "'{0}' is evaluated while autograd records: eval() does not stop that, torch.no_grad() does");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types)
    {
        var calls = new TensorCalls(types);
        var ambients = new Ambients(calls);
        CallerFindings.Register(
            context,
            ambients.MayHaveNoGradient,
            (method, call) => EvaluatedBy(method, (IInvocationOperation)call, calls, ambients) is { } model
                ? [Diagnostic.Create(Rule, call.Syntax.GetLocation(), model is IInstanceReferenceOperation ? "this" : model.Syntax.ToString())]
                : [],
            OperationKind.Invocation);
    }

    /// <summary>The model that a call of <c>eval()</c> is for, if the method then runs it while autograd records.</summary>
    private static IOperation? EvaluatedBy(IMethodSymbol method, IInvocationOperation eval, TensorCalls calls, Ambients ambients)
    {
        // A dropout alone has nothing to record.
        if (!IsMode(eval, calls, training: false)
            || eval.Receiver() is not { } model
            || (model.Type is { } type && (calls.Types.IsParameterless(type) || type.Name == "Dropout"))
            || eval.Function() is IAnonymousFunctionOperation
            || calls.HoldsTensors(method.ReturnType))
        {
            return null;
        }

        var operations = eval.Outermost().DescendantsAndSelf().ToList();
        if (operations.Any(operation => calls.IsBackward(operation) || calls.IsOptimizerStep(operation) || ReadsGradient(operation, calls)))
        {
            return null;
        }

        var forward = operations.OfType<IInvocationOperation>().FirstOrDefault(call =>
            call.Start() > eval.Start()
            && calls.IsForward(call)
            && call.Receiver() is { } receiver
            && (receiver.IsSamePlace(model) || (model is IInstanceReferenceOperation && calls.Types.IsModule(receiver.Type)))
            && call.Function() == eval.Function()
            && !LeavesMethod(call, calls)
            && !operations.OfType<IInvocationOperation>().Any(other =>
                other.Start() > eval.Start() && other.Start() < call.Start()
                && IsMode(other, calls, training: true) && other.Receiver() is { } same && same.IsSamePlace(model)));
        return forward is null
            || ambients.MayHaveNoGradient(forward)
            || CallerFindings.IsCoveredByCallers(forward, ambients.MayHaveNoGradient)
                ? null
                : model;
    }

    /// <summary>Whether a call is <c>eval()</c> or <c>train(false)</c>; or, for training, <c>train()</c>.</summary>
    private static bool IsMode(IInvocationOperation call, TensorCalls calls, bool training) =>
        call.TargetMethod.Name is "eval" or "train"
        && calls.Types.IsModule(call.TargetMethod.ContainingType)
        && call.TargetMethod.Name switch
        {
            "eval" => !training,
            "train" => call.Arguments.FirstOrDefault()?.Value.ConstantValue is { HasValue: true, Value: bool on } && on == training,
            _ => false,
        };

    private static bool ReadsGradient(IOperation operation, TensorCalls calls) =>
        operation is IPropertyReferenceOperation { Property: { Name: "grad" } property } && calls.Types.IsTensor(property.ContainingType);

    /// <summary>Whether the output goes to where somebody may differentiate it.</summary>
    private static bool LeavesMethod(IInvocationOperation call, TensorCalls calls)
    {
        if (call.Consumer() is ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation })
        {
            return true;
        }

        return call.Consumer() is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { } local } }
            && call.Outermost().Descendants().OfType<ILocalReferenceOperation>().Any(reference =>
                SymbolEqualityComparer.Default.Equals(reference.Local, local)
                && reference.Consumer() is ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation or IParameterReferenceOperation } assignment
                && calls.HoldsTensors(assignment.Target.Type));
    }
}
