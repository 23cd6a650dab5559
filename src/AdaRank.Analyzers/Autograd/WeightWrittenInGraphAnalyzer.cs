using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Autograd;

/// <summary>ADR071: a weight changed while autograd records.</summary>
/// <remarks>
/// A weight is a <c>Parameter</c>, or a local made with <c>requires_grad: true</c>. In-place calls on one throw; an update
/// like <c>w -= rate * w.grad</c> does not, but leaves a tensor without a gradient.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class WeightWrittenInGraphAnalyzer() : TorchAnalyzer(Rule)
{
    private static readonly DiagnosticDescriptor Rule = Analyzers.Rule.Warning(
        "ADR071",
        Categories.Autograd,
        "A weight is written under no_grad",
        "'{0}' is written while autograd records, {1}: write it under torch.no_grad()");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types)
    {
        var calls = new TensorCalls(types);
        var ambients = new Ambients(calls);
        CallerFindings.Register(
            context,
            ambients.MayHaveNoGradient,
            (_, operation) => Find(operation, calls, ambients) is { } finding ? [finding] : [],
            OperationKind.Invocation,
            OperationKind.SimpleAssignment,
            OperationKind.CompoundAssignment);
    }

    private static Diagnostic? Find(IOperation operation, TensorCalls calls, Ambients ambients) =>
        Written(operation, calls) is not var (place, weight, consequence)
        || ambients.MayHaveNoGradient(operation)
        || IsFrozenBefore(weight, operation)
        || IsElsewhere(operation, ambients)
            ? null
            : Diagnostic.Create(Rule, place.Syntax.GetLocation(), weight.Syntax.ToString(), consequence);

    /// <summary>What an operation writes, if that is a weight.</summary>
    private static (IOperation Place, IOperation Weight, string Consequence)? Written(IOperation operation, TensorCalls calls)
    {
        const string Throws = "which throws";

        switch (operation)
        {
            case IInvocationOperation call when calls.WritesInPlace(call) && !IsInit(call, calls):
                var changed = Base(calls.ChangedTensor(call)!, calls);
                return changed is not null && IsWeight(changed, calls) ? (call, changed, Throws) : null;
            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Arguments.Length: > 0 } element } assignment
                when calls.Types.IsTensor(element.Property.ContainingType):
                return element.Receiver() is { } tensor && Base(tensor, calls) is { } whole && IsWeight(whole, calls)
                    ? (assignment, whole, Throws)
                    : null;
            case ICompoundAssignmentOperation { Target: ILocalReferenceOperation target } assignment
                when calls.Types.IsTensor(target.Type) && ReadsGradientOf(assignment.Value, target) && IsLeaf(target, calls):
                return (assignment, target, "which makes another tensor of it that has no gradient");
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target, Value: { } value } assignment
                when calls.Types.IsTensor(target.Type)
                    && value.Unwrap() is IBinaryOperation { OperatorMethod: not null } binary
                    && binary.LeftOperand.IsSamePlace(target)
                    && ReadsGradientOf(binary.RightOperand, target)
                    && IsLeaf(target, calls):
                return (assignment, target, "which makes another tensor of it that has no gradient");
            default:
                return null;
        }
    }

    /// <summary>The tensor whose memory an expression shows: <c>w[0]</c> is a view of <c>w</c>.</summary>
    private static IOperation? Base(IOperation tensor, TensorCalls calls)
    {
        var current = tensor.Unwrap();
        while (true)
        {
            switch (current)
            {
                case IInvocationOperation call when calls.Returned(call) is { } same:
                    // An earlier link of the chain is reported.
                    if (calls.IsMove(call) || calls.WritesInPlace(call))
                    {
                        return null;
                    }

                    current = same.Unwrap();
                    continue;
                case IInvocationOperation { TargetMethod: { Name: "view" or "narrow" or "select" or "t" or "reshape" or "transpose" or "slice" } method } view
                    when calls.Types.IsTensor(method.ContainingType) && view.Receiver() is { } viewed:
                    current = viewed;
                    continue;
                case IPropertyReferenceOperation { Property: { Parameters.IsEmpty: false } property } element
                    when calls.Types.IsTensor(property.ContainingType) && element.Receiver() is { } whole && !element.Arguments.Any(IsMask):
                    current = whole;
                    continue;
                default:
                    return current;
            }
        }

        // Indexing by a tensor copies.
        bool IsMask(IArgumentOperation argument) => calls.HoldsTensors(argument.Value.Unwrap().Type);
    }

    /// <summary><c>torch.nn.init</c> turns recording off by itself.</summary>
    private static bool IsInit(IInvocationOperation call, TensorCalls calls) =>
        call.TargetMethod is { IsStatic: true, ContainingType.Name: "init" } method && calls.IsOfTorchSharp(method);

    private static bool IsWeight(IOperation place, TensorCalls calls) => place switch
    {
        // A parameter that was made in this expression is nobody's weight yet, but it throws all the same.
        ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation
            when calls.Types.IsParameter(place.Type) => true,
        ILocalReferenceOperation local => IsLeaf(local, calls),
        _ => false,
    };

    /// <summary>Whether a local always is a tensor made with <c>requires_grad: true</c>.</summary>
    private static bool IsLeaf(ILocalReferenceOperation reference, TensorCalls calls)
    {
        var definitions = Definition.Of(reference.Local, reference.Outermost());
        return definitions.Count > 0
            && definitions[0].Value?.Unwrap() is IInvocationOperation { TargetMethod: { } method } made
            && calls.IsOfTorchSharp(method)
            && made.Arguments.Any(argument => argument is { Parameter.Name: "requires_grad", Value.ConstantValue.Value: true } && !argument.IsImplicit)
            && definitions.Skip(1).All(definition => ReadsGradientOf(definition.Site, reference));
    }

    private static bool ReadsGradientOf(IOperation value, IOperation weight) => value.Descendants().Prepend(value).Any(operation =>
        operation is IPropertyReferenceOperation { Property.Name: "grad" } read
        && read.Receiver() is { } receiver
        && receiver.IsSamePlace(weight));

    /// <summary>Whether the weight was frozen further up: then nothing is recorded.</summary>
    private static bool IsFrozenBefore(IOperation weight, IOperation place) => place.Outermost().Descendants().Any(operation =>
        operation.Start() < place.Start() && operation switch
        {
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "requires_grad" } target, Value.ConstantValue.Value: false } =>
                target.Receiver() is { } receiver && receiver.IsSamePlace(weight),
            IInvocationOperation { TargetMethod.Name: "requires_grad_" or "detach_" or "with_requires_grad" } call =>
                call.Receiver() is { } receiver
                && (receiver.IsSamePlace(weight) || IsOfModule(receiver.Type))
                && !call.Arguments.Any(argument => argument.Value.ConstantValue.Value is true),
            _ => false,
        }
        || weight is ILocalReferenceOperation { Local: { } local } && Definition.OnlyValue(local, place.Outermost()) is { } value && IsMadeFrozen(value));

    private static bool IsOfModule(ITypeSymbol? type) => type is { Name: "Module" };

    private static bool IsMadeFrozen(IOperation value) =>
        (value is IInvocationOperation call && HasFalse(call.Arguments)) || (value is IObjectCreationOperation creation && HasFalse(creation.Arguments));

    private static bool HasFalse(IEnumerable<IArgumentOperation> arguments) =>
        arguments.Any(argument => argument is { Parameter.Name: "requires_grad", Value.ConstantValue.Value: false });

    /// <summary>Whether the code runs when somebody else says so: a lambda, or a local function that is called under no_grad.</summary>
    private static bool IsElsewhere(IOperation operation, Ambients ambients) =>
        operation.Function() is IAnonymousFunctionOperation
        || CallerFindings.IsCoveredByCallers(operation, ambients.MayHaveNoGradient);
}
