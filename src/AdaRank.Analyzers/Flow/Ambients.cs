using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Flow;

/// <summary>What holds around an operation because something was opened before it: a dispose scope, a mode without gradients.</summary>
internal sealed class Ambients(TensorCalls calls)
{
    /// <summary>Whether a dispose scope may be open: one of TorchSharp's, or a disposable that we cannot see into.</summary>
    /// <param name="operation">Where.</param>
    /// <param name="boundary">Look no further out than this operation; to the body of the member if null.</param>
    public bool MayHaveScope(IOperation operation, IOperation? boundary = null) =>
        Openings(operation, boundary).Any(value => OpensScope(value) || WrapsScope(value) || IsOpaque(value, "scope"));

    /// <summary>Whether gradients may be off: <c>no_grad</c>, <c>inference_mode</c>, or a disposable that we cannot see into.</summary>
    public bool MayHaveNoGradient(IOperation operation) =>
        Openings(operation).Any(value => StopsGradient(value) || IsOpaque(value, "grad") || IsOpaque(value, "infer"));

    /// <summary>Whether an expression is <c>torch.NewDisposeScope()</c>.</summary>
    public bool OpensScope(IOperation value) =>
        value is IInvocationOperation call && calls.Types.IsTorchMethod(call.TargetMethod, "NewDisposeScope");

    /// <summary>The usings around an operation that are <c>torch.NewDisposeScope()</c>, in its function, the innermost first.</summary>
    /// <returns>The block or body in which each scope is open.</returns>
    public IEnumerable<ScopeRegion> Scopes(IOperation operation)
    {
        for (var current = operation; current.Parent is { } parent; current = parent)
        {
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                yield break;
            }

            if (parent is IUsingOperation @using && @using.Body == current && Values(@using.Resources).Any(OpensScope))
            {
                yield return new ScopeRegion(@using.Body, @using.Body.Syntax.SpanStart);
            }

            if (Statements(parent) is not { } statements)
            {
                continue;
            }

            foreach (var statement in statements.TakeWhile(statement => statement != current).Reverse())
            {
                if (statement is IUsingDeclarationOperation declaration && Values(declaration.DeclarationGroup).Any(OpensScope))
                {
                    yield return new ScopeRegion(parent, declaration.Syntax.Span.End);
                }
            }
        }
    }

    private bool WrapsScope(IOperation value) =>
        value is IInvocationOperation call && calls.Types.IsTorchMethod(call.TargetMethod, "WrappedTensorDisposeScope");

    private bool StopsGradient(IOperation value) =>
        value is IInvocationOperation { TargetMethod: { Name: "no_grad" or "inference_mode" or "set_grad_enabled" or "enable_grad" } method }
        && calls.IsOfTorchSharp(method);

    /// <summary>A disposable made by code that we do not see, whose name does not rule out that it opens such a thing.</summary>
    private bool IsOpaque(IOperation value, string word)
    {
        if (value.Type is not { } type || calls.IsOfTorchSharp(type) || value is ILiteralOperation)
        {
            return false;
        }

        if (value is IInvocationOperation { TargetMethod: { } method } && calls.IsOfTorchSharp(method))
        {
            return false;
        }

        return type.SpecialType == SpecialType.System_IDisposable
            || type.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
    }

    /// <summary>What was opened before an operation and is not closed yet, through lambdas up to the body of the member.</summary>
    private static IEnumerable<IOperation> Openings(IOperation operation, IOperation? boundary = null)
    {
        for (var current = operation; current != boundary && current.Parent is { } parent; current = parent)
        {
            if (parent is IUsingOperation @using && @using.Body == current)
            {
                foreach (var value in Values(@using.Resources))
                {
                    yield return value;
                }
            }

            // What opens a scope for a function: torch.WrappedTensorDisposeScope(() => ...).
            if (current is IAnonymousFunctionOperation && parent is IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation call } })
            {
                yield return call;
            }

            if (Statements(parent) is not { } statements)
            {
                continue;
            }

            foreach (var statement in statements)
            {
                if (statement == current)
                {
                    break;
                }

                foreach (var value in Opened(statement))
                {
                    yield return value;
                }
            }
        }
    }

    private static IEnumerable<IOperation> Opened(IOperation statement) => statement switch
    {
        IUsingDeclarationOperation declaration => Values(declaration.DeclarationGroup),

        // Without a using it stays open too, until somebody disposes it: try { } finally { scope.Dispose(); }.
        IVariableDeclarationGroupOperation declaration => Values(declaration).Where(value => value is IInvocationOperation),
        IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Value: { } value } } => [value.Unwrap()],
        IExpressionStatementOperation { Operation: IInvocationOperation call } => [call],
        _ => [],
    };

    private static IEnumerable<IOperation> Values(IOperation resources)
    {
        var values = resources is IVariableDeclarationGroupOperation group
            ? group.Declarations.SelectMany(declaration => declaration.Declarators)
                .Select(declarator => declarator.Initializer?.Value)
                .OfType<IOperation>()
            : [resources];
        return values.SelectMany(Alternatives);
    }

    private static IEnumerable<IOperation> Alternatives(IOperation value) => value.Unwrap() switch
    {
        IConditionalOperation { WhenFalse: { } other } conditional => Alternatives(conditional.WhenTrue).Concat(Alternatives(other)),
        ICoalesceOperation coalesce => Alternatives(coalesce.Value).Concat(Alternatives(coalesce.WhenNull)),
        var single => [single],
    };

    private static IEnumerable<IOperation>? Statements(IOperation parent) => parent switch
    {
        IBlockOperation block => block.Operations,
        ISwitchCaseOperation section => section.Body,
        _ => null,
    };
}
