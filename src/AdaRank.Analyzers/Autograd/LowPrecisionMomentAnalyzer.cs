using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Autograd;

/// <summary>ADR074: an Adam over bf16 weights whose second moment cannot shrink.</summary>
/// <remarks>
/// TorchSharp keeps the moments in the dtype of the weights. Bf16 has eight significant bits: 0.999 times a value rounds
/// to the value itself. Measured: 20,000 rounds of <c>v = 0.999 v</c> leave 1, with 0.998 nothing is left.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class LowPrecisionMomentAnalyzer() : TorchAnalyzer(Rule)
{
    /// <summary>From here on a step shrinks the moment by less than half of the distance to the next bf16 number.</summary>
    private const double SmallestStuck = 0.999;

    private static readonly DiagnosticDescriptor Rule = Analyzers.Rule.Warning(
        "ADR074",
        Categories.Autograd,
        "A second moment in bf16 needs a smaller beta2",
        "'{0}' keeps its second moment in bf16, as '{1}' is, where beta2 = {2} rounds to 1: it can only grow");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types)
    {
        var calls = new TensorCalls(types);
        context.RegisterOperationAction(
            found => Check(found, ((IInvocationOperation)found.Operation).TargetMethod, ((IInvocationOperation)found.Operation).Arguments, calls),
            OperationKind.Invocation);
        context.RegisterOperationAction(
            found =>
            {
                var creation = (IObjectCreationOperation)found.Operation;
                if (creation.Constructor is { } constructor)
                {
                    Check(found, constructor, creation.Arguments, calls);
                }
            },
            OperationKind.ObjectCreation);
    }

    private static void Check(
        OperationAnalysisContext context, IMethodSymbol method, IEnumerable<IArgumentOperation> arguments, TensorCalls calls)
    {
        var made = method.MethodKind == MethodKind.Constructor ? method.ContainingType : method.ReturnType;
        if (made.Name is not ("Adam" or "AdamW" or "NAdam" or "RAdam" or "Adamax")
            || !calls.Types.IsOptimizer(made)
            || !calls.IsOfTorchSharp(method))
        {
            return;
        }

        var all = arguments.ToList();
        if (all.FirstOrDefault(argument => argument.Parameter?.Name == "beta2")?.Value.ConstantValue is not { HasValue: true, Value: { } constant }
            || constant is not double and not float
            || Convert.ToDouble(constant, System.Globalization.CultureInfo.InvariantCulture) is var beta && beta is not (>= SmallestStuck and < 1)
            || all.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value.Unwrap() is not { } weights
            || ModelOf(weights, calls) is not { } model
            || !IsLowPrecision(model, context.Operation, calls))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Rule,
            context.Operation.Syntax.GetLocation(),
            made.Name,
            model.Syntax.ToString(),
            beta.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static IOperation? ModelOf(IOperation weights, TensorCalls calls) =>
        weights is IInvocationOperation { TargetMethod: { Name: "parameters" or "named_parameters" } method } call
        && calls.Types.IsModule(method.ContainingType)
            ? call.Receiver()
            : null;

    /// <summary>Whether the last conversion of a model before a place is to bf16.</summary>
    private static bool IsLowPrecision(IOperation model, IOperation place, TensorCalls calls)
    {
        bool? low = Conversions(model, calls);
        if (low is not null)
        {
            return low.Value;
        }

        foreach (var operation in place.Outermost().Descendants().Where(operation => operation.Start() < place.Start() && operation.Function() == place.Function()))
        {
            switch (operation)
            {
                case IInvocationOperation call when call.Receiver() is { } receiver && receiver.IsSamePlace(model) && Precision(call, calls) is { } result:
                    low = result;
                    break;
                case ISimpleAssignmentOperation assignment when assignment.Target.IsSamePlace(model):
                    low = Conversions(assignment.Value, calls);
                    break;
                case IVariableDeclaratorOperation { Initializer.Value: { } value } declarator
                    when model is ILocalReferenceOperation { Local: { } local } && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local):
                    low = Conversions(value, calls);
                    break;
            }
        }

        return low == true;
    }

    /// <summary>Whether the last conversion in a chain of calls is to bf16; null if there is none.</summary>
    private static bool? Conversions(IOperation value, TensorCalls calls)
    {
        for (var current = value.Unwrap(); current is IInvocationOperation call && calls.Types.IsModule(call.Type); current = call.Receiver()!)
        {
            if (Precision(call, calls) is { } low)
            {
                return low;
            }

            if (call.Receiver() is null)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Whether a call converts a module to bf16, to something else (false), or to nothing (null).</summary>
    private static bool? Precision(IInvocationOperation call, TensorCalls calls)
    {
        if (!calls.IsOfTorchSharp(call.TargetMethod))
        {
            return null;
        }

        return call.TargetMethod.Name switch
        {
            "bfloat16" => true,
            "half" or "float" or "double" => false,
            "to" => call.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name == "ScalarType")?.Value.Unwrap() switch
            {
                null => null,
                IMemberReferenceOperation { Member.Name: "BFloat16" or "bfloat16" } => true,
                _ => false,
            },
            _ => null,
        };
    }
}
