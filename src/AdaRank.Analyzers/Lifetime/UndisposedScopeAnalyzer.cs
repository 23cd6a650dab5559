using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Lifetime;

/// <summary>ADR061: a dispose scope that an exception, or everything, leaves open.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UndisposedScopeAnalyzer() : TorchAnalyzer(Rule)
{
    private static readonly DiagnosticDescriptor Rule = Analyzers.Rule.Warning(
        "ADR061",
        Categories.Lifetime,
        "A dispose scope is closed by a using",
        "This dispose scope {0}: declare it with 'using'");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types)
    {
        var calls = new TensorCalls(types);
        context.RegisterOperationAction(
            found =>
            {
                var call = (IInvocationOperation)found.Operation;
                if (types.IsTorchMethod(call.TargetMethod, "NewDisposeScope") && WhatIsWrong(call, calls) is { } reason)
                {
                    found.ReportDiagnostic(Diagnostic.Create(Rule, call.Syntax.GetLocation(), reason));
                }
            },
            OperationKind.Invocation);
    }

    private static string? WhatIsWrong(IInvocationOperation call, TensorCalls calls)
    {
        const string Never = "is never closed";

        IOperation value = call;
        var consumer = value.Consumer();
        while (consumer is IConditionalOperation or ICoalesceOperation)
        {
            (value, consumer) = (consumer, consumer.Consumer());
        }

        switch (consumer)
        {
            case IExpressionStatementOperation { Operation: IInvocationOperation }:
                return Never;
            case ISimpleAssignmentOperation { Target: IDiscardOperation }:
                return Never;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target }:
                return WhatIsWrong(target.Local, call, calls);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                return declarator.Symbol.IsUsing ? null : WhatIsWrong(declarator.Symbol, call, calls);
            case IInvocationOperation member:
                return member.TargetMethod.Name == "Dispose" ? null : Never;
            case IPropertyReferenceOperation:
                return Never;
            default:
                // Returned, stored or handed to somebody: then that is who closes it.
                return null;
        }
    }

    private static string? WhatIsWrong(ILocalSymbol scope, IInvocationOperation call, TensorCalls calls)
    {
        var isDisposed = false;
        foreach (var reference in call.Outermost().Descendants().OfType<ILocalReferenceOperation>())
        {
            if (!SymbolEqualityComparer.Default.Equals(reference.Local, scope))
            {
                continue;
            }

            var consumer = reference.Consumer();
            if (consumer is IConditionalAccessOperation access && access.WhenNotNull is IInvocationOperation conditional)
            {
                consumer = conditional;
            }

            switch (consumer)
            {
                case IInvocationOperation { TargetMethod.Name: "Dispose" } dispose:
                    if (reference.Function() != call.Function() || IsInFinally(dispose))
                    {
                        return null;
                    }

                    isDisposed = true;
                    break;
                case ISimpleAssignmentOperation assignment when assignment.Target == reference:
                case IExpressionStatementOperation:
                case IBinaryOperation:
                case IIsPatternOperation:
                case IConditionalAccessOperation:
                    break;
                case IInvocationOperation { TargetMethod: { } method } when calls.IsOfTorchSharp(method):
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { } target } } when calls.IsOfTorchSharp(target):
                case IPropertyReferenceOperation:
                    break;
                default:
                    // A using over the variable, or another owner.
                    return null;
            }
        }

        return isDisposed ? "stays open if something throws before it is disposed" : "is never closed";
    }

    private static bool IsInFinally(IOperation operation)
    {
        for (var current = operation; current.Parent is { } parent; current = parent)
        {
            if (parent is ITryOperation attempt && attempt.Finally == current)
            {
                return true;
            }
        }

        return false;
    }
}
