using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Lifetime;

/// <summary>ADR066: the garbage collector called by a type that computes with tensors.</summary>
/// <remarks>
/// Not where the method measures memory or waits for a weak reference: those need a collection. A method without tensors
/// that returns something is taken for a measurement too, since the collection is there for what it returns. Nor where a
/// native call has just given no handle.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ForcedCollectionAnalyzer() : TorchAnalyzer(Rule)
{
    private static readonly DiagnosticDescriptor Rule = Analyzers.Rule.Warning(
        "ADR066",
        Categories.Lifetime,
        "Tensors are not freed by the garbage collector",
        "GC.Collect() stands in for dispose scopes in '{0}': free tensors with 'using' or NewDisposeScope()");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types)
    {
        var calls = new TensorCalls(types);
        if (context.Compilation.GetTypeByMetadataName("System.GC") is not { } collector)
        {
            return;
        }

        context.RegisterOperationAction(
            found =>
            {
                var call = (IInvocationOperation)found.Operation;
                if (IsCollection(call) && !FollowsFailure(call) && IsManagement(call, found.ContainingSymbol, calls))
                {
                    found.ReportDiagnostic(Diagnostic.Create(Rule, call.Syntax.GetLocation(), found.ContainingSymbol.ContainingType.Name));
                }
            },
            OperationKind.Invocation);

        bool IsCollection(IInvocationOperation call) =>
            call.TargetMethod.Name == "Collect" && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, collector);
    }

    /// <summary>A last resort after a native call has given no handle: nothing is left to dispose then.</summary>
    private static bool FollowsFailure(IOperation call)
    {
        for (var current = call; current.Parent is { } parent; current = parent)
        {
            if (parent is IConditionalOperation { Condition: IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } comparison } condition
                && current == condition.WhenTrue
                && comparison.LeftOperand.Type?.SpecialType is SpecialType.System_IntPtr)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a collection stands in for scopes: tensors are at work in the method, or in the type that it helps.</summary>
    private static bool IsManagement(IInvocationOperation call, ISymbol member, TensorCalls calls)
    {
        var operations = call.Outermost().DescendantsAndSelf().ToList();
        return !operations.Any(Measures)
            && (operations.Any(operation => IsOfTensors(operation, calls))
                || (member is not IMethodSymbol { ReturnsVoid: false } && member.ContainingType.GetMembers().Any(other => IsOfTensors(other, calls))));
    }

    private static bool IsOfTensors(ISymbol member, TensorCalls calls)
    {
        return member switch
        {
            IFieldSymbol field => Is(field.Type),
            IMethodSymbol method => Is(method.ReturnType) || method.Parameters.Any(parameter => Is(parameter.Type)),
            _ => false,
        };

        bool Is(ITypeSymbol type) => calls.HoldsTensors(type) || calls.Types.IsModule(type);
    }

    private static bool IsOfTensors(IOperation operation, TensorCalls calls) =>
        operation is ILocalReferenceOperation or IParameterReferenceOperation or IInvocationOperation or IMemberReferenceOperation
            && (calls.HoldsTensors(operation.Type) || calls.Types.IsModule(operation.Type));

    /// <summary>Whether a method looks at memory or at what was collected: tests of leaks and benchmarks do.</summary>
    private static bool Measures(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: { ContainingType.Name: "GC" } method } =>
            method.Name is "GetTotalMemory" or "GetTotalAllocatedBytes" or "GetAllocatedBytesForCurrentThread" or "CollectionCount" or "GetGCMemoryInfo",
        IMemberReferenceOperation { Member.ContainingType.Name: "WeakReference" or "DisposeScopeManager" or "Process" or "Environment" } member =>
            member.Member.Name is "IsAlive" or "Target" or "Statistics" or "WorkingSet" or "WorkingSet64" or "PrivateMemorySize64",
        IMemberReferenceOperation { Member.Name: "TotalCount" or "PeakCount" } => true,
        IInvocationOperation { TargetMethod: { Name: "TryGetTarget", ContainingType.Name: "WeakReference" } } => true,
        IObjectCreationOperation { Type.Name: "WeakReference" } => true,
        _ => false,
    };
}
