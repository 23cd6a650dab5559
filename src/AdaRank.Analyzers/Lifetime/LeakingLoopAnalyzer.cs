using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Lifetime;

/// <summary>ADR060: a loop whose rounds leave tensors behind.</summary>
/// <remarks>
/// Methods that take or return tensors, and modules, are called by somebody who has a scope. So a loop is judged only
/// where it is the outermost: where it trains, or in a method that nothing with tensors goes into or out of.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class LeakingLoopAnalyzer() : TorchAnalyzer(Rule)
{
    /// <summary>Loops that are known to end sooner are left alone.</summary>
    private const int FewRounds = 100;

    private static readonly DiagnosticDescriptor Rule = Analyzers.Rule.Warning(
        "ADR060",
        Categories.Lifetime,
        "A loop frees the tensors of each round",
        "Each round of this loop makes {0} that {1}: open a dispose scope in its body");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types)
    {
        var calls = new TensorCalls(types);
        var ambients = new Ambients(calls);
        var uses = new TensorUses(calls);
        CallerFindings.Register(
            context,
            operation => ambients.MayHaveScope(operation),
            (method, loop) => Find(method, (ILoopOperation)loop, calls, ambients, uses),
            OperationKind.Loop);
    }

    private static IEnumerable<Diagnostic> Find(
        IMethodSymbol method, ILoopOperation loop, TensorCalls calls, Ambients ambients, TensorUses uses)
    {
        if (IsShort(loop))
        {
            yield break;
        }

        var body = loop.Body.Within().ToList();
        var trains = body.Any(operation => calls.IsBackward(operation) || calls.IsOptimizerStep(operation));
        if (!trains && !IsOutermost(method, loop, calls))
        {
            yield break;
        }

        var left = body.Count(operation =>
            calls.Makes(operation)
            && operation.Loop() == loop
            && uses.IsForgotten(operation, loop)
            && !ambients.MayHaveScope(operation, loop));
        if (left == 0 || (left == 1 && !trains && !body.OfType<IInvocationOperation>().Any(calls.IsForward)))
        {
            yield break;
        }

        // A scope around the loop frees nothing before the loop ends; for training that is too late.
        var isAround = ambients.MayHaveScope(loop);
        if (isAround && (!trains || !ambients.Scopes(loop).Any() || EmptiesScope(loop)))
        {
            yield break;
        }

        if (isAround || !CallerFindings.IsCoveredByCallers(loop, operation => ambients.MayHaveScope(operation)))
        {
            yield return Diagnostic.Create(
                Rule,
                loop.Syntax.GetFirstToken().GetLocation(),
                left == 1 ? "a tensor" : $"{left} tensors",
                isAround ? "live until the scope around the loop closes" : "only the finalizer frees");
        }
    }

    private static bool EmptiesScope(ILoopOperation loop) => loop.Body.Within().Any(operation =>
        operation is IInvocationOperation { TargetMethod.Name: "DisposeEverything" or "DisposeEverythingBut" });

    /// <summary>Whether a loop is known to have few rounds, or walks over the parts of a module.</summary>
    private static bool IsShort(ILoopOperation loop) => loop switch
    {
        IForLoopOperation { Condition: IBinaryOperation condition } => IsSmall(condition.LeftOperand) || IsSmall(condition.RightOperand),
        IForEachLoopOperation each => each.Collection.Unwrap() switch
        {
            IArrayCreationOperation or ICollectionExpressionOperation => true,
            IInvocationOperation { TargetMethod: { Name: "Range" } } range => range.Arguments.Length == 2 && IsSmall(range.Arguments[1].Value),
            IInvocationOperation { TargetMethod.Name: var name } => name is "parameters" or "named_parameters" or "buffers"
                or "named_buffers" or "modules" or "named_modules" or "children" or "named_children" or "state_dict",
            _ => false,
        },
        _ => false,
    };

    private static bool IsSmall(IOperation bound) => bound.Unwrap() is { ConstantValue: { HasValue: true, Value: { } value } }
        && value is int or long or short or byte
        && Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture) is > 0 and <= FewRounds;

    /// <summary>Whether code that knows only a base class or an interface calls the method: it may well hold a scope.</summary>
    private static bool FulfilsContract(IMethodSymbol method) =>
        method.IsOverride
        || !method.ExplicitInterfaceImplementations.IsEmpty
        || method.ContainingType.AllInterfaces
            .SelectMany(contract => contract.GetMembers(method.Name))
            .Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method));

    private static bool IsOutermost(IMethodSymbol method, ILoopOperation loop, TensorCalls calls)
    {
        if (method.MethodKind is not (MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation)
            || calls.Types.IsModule(method.ContainingType)
            || calls.Types.IsOptimizer(method.ContainingType)
            || FulfilsContract(method)
            || TakesTensors(method))
        {
            return false;
        }

        return loop.Function() switch
        {
            IAnonymousFunctionOperation lambda => !TakesTensors(lambda.Symbol),
            ILocalFunctionOperation local => !TakesTensors(local.Symbol),
            _ => true,
        };

        bool TakesTensors(IMethodSymbol function) =>
            calls.HoldsTensors(function.ReturnType)
            || function.Parameters.Any(parameter => calls.HoldsTensors(parameter.Type) || calls.Types.IsOptimizer(parameter.Type));
    }
}
