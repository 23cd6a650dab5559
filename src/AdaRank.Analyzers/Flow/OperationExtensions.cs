using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Flow;

/// <summary>Questions about the place of an operation that several rules ask.</summary>
internal static class OperationExtensions
{
    /// <summary>What an expression says, without parentheses, casts between classes and the question mark of <c>x?.y</c>.</summary>
    public static IOperation Unwrap(this IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                case IConditionalAccessOperation access:
                    operation = access.WhenNotNull;
                    break;
                default:
                    return operation;
            }
        }
    }

    /// <summary>The nearest operation around this one that is no mere cast, parenthesis or question mark.</summary>
    public static IOperation? Consumer(this IOperation operation)
    {
        var parent = operation.Parent;
        while (parent is IParenthesizedOperation or IConditionalAccessOperation or IConversionOperation { OperatorMethod: null })
        {
            if (parent is IConditionalAccessOperation access && access.Operation == operation)
            {
                return parent;
            }

            (operation, parent) = (parent, parent.Parent);
        }

        return parent;
    }

    /// <summary>What a member is asked of, also in <c>x?.member</c>. Null for static members.</summary>
    public static IOperation? Receiver(this IOperation member)
    {
        var instance = member switch
        {
            IInvocationOperation { TargetMethod.IsExtensionMethod: true, Instance: null, Arguments: { Length: > 0 } arguments } =>
                arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value,
            IInvocationOperation invocation => invocation.Instance,
            IMemberReferenceOperation reference => reference.Instance,
            _ => null,
        };
        if (instance?.Unwrap() is IConditionalAccessInstanceOperation)
        {
            for (var parent = member.Parent; parent is not null; parent = parent.Parent)
            {
                if (parent is IConditionalAccessOperation access)
                {
                    return access.Operation.Unwrap();
                }
            }
        }

        return instance?.Unwrap();
    }

    /// <summary>The argument for a parameter, without casts. Null if it is left out.</summary>
    public static IOperation? Argument(this IInvocationOperation invocation, string parameter) =>
        invocation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter) is { IsImplicit: false } found
            ? found.Value.Unwrap()
            : null;

    /// <summary>The lambda or local function around an operation, or null if the member itself is.</summary>
    public static IOperation? Function(this IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return parent;
            }
        }

        return null;
    }

    /// <summary>The operation that has none around it: the body of the member.</summary>
    public static IOperation Outermost(this IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }

    /// <summary>Everything inside, in the order of the text, but not what lambdas and local functions do later.</summary>
    public static IEnumerable<IOperation> Within(this IOperation operation)
    {
        foreach (var child in operation.ChildOperations)
        {
            if (child is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                continue;
            }

            yield return child;
            foreach (var inner in child.Within())
            {
                yield return inner;
            }
        }
    }

    /// <summary>The innermost loop around an operation in the same function.</summary>
    public static ILoopOperation? Loop(this IOperation operation) => operation.Loops().FirstOrDefault();

    /// <summary>The loops whose body, condition or step holds the operation, the innermost first, within the function.</summary>
    public static IEnumerable<ILoopOperation> Loops(this IOperation operation)
    {
        var inner = operation;
        for (var parent = operation.Parent; parent is not null; (inner, parent) = (parent, parent.Parent))
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                yield break;
            }

            // What a foreach loop walks over is computed once.
            if (parent is ILoopOperation loop && !(loop is IForEachLoopOperation each && each.Collection == inner))
            {
                yield return loop;
            }
        }
    }

    /// <summary>Whether one operation stands inside another, or is it.</summary>
    public static bool IsInside(this IOperation operation, IOperation outer)
    {
        for (IOperation? current = operation; current is not null; current = current.Parent)
        {
            if (current == outer)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where the operation begins in its file.</summary>
    public static int Start(this IOperation operation) => operation.Syntax.SpanStart;

    /// <summary>Whether a variable is declared in the text of an operation, which is in the same member.</summary>
    public static bool IsDeclaredIn(this ISymbol variable, IOperation operation) =>
        variable.DeclaringSyntaxReferences.Any(declaration =>
            declaration.SyntaxTree == operation.Syntax.SyntaxTree && operation.Syntax.Span.Contains(declaration.Span));

    /// <summary>The local or parameter that an expression is, or null.</summary>
    public static ISymbol? Variable(this IOperation operation) => operation.Unwrap() switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    /// <summary>Whether two expressions without side effects name the same place: the same variable, field or property of it.</summary>
    public static bool IsSamePlace(this IOperation one, IOperation other) => (one.Unwrap(), other.Unwrap()) switch
    {
        (ILocalReferenceOperation a, ILocalReferenceOperation b) => SymbolEqualityComparer.Default.Equals(a.Local, b.Local),
        (IParameterReferenceOperation a, IParameterReferenceOperation b) =>
            SymbolEqualityComparer.Default.Equals(a.Parameter, b.Parameter),
        (IInstanceReferenceOperation a, IInstanceReferenceOperation b) => a.ReferenceKind == b.ReferenceKind,
        (IPropertyReferenceOperation { Arguments.Length: > 0 } a, IPropertyReferenceOperation { Arguments.Length: > 0 } b) =>
            SymbolEqualityComparer.Default.Equals(a.Property, b.Property)
            && IsSameReceiver(a, b)
            && a.Arguments.Length == b.Arguments.Length
            && a.Arguments.Zip(b.Arguments, (x, y) => x.Value.IsSamePlace(y.Value)).All(same => same),
        (IMemberReferenceOperation a, IMemberReferenceOperation b) =>
            SymbolEqualityComparer.Default.Equals(a.Member, b.Member) && IsSameReceiver(a, b),
        (IArrayElementReferenceOperation a, IArrayElementReferenceOperation b) =>
            a.ArrayReference.IsSamePlace(b.ArrayReference)
            && a.Indices.Length == b.Indices.Length
            && a.Indices.Zip(b.Indices, (x, y) => x.IsSamePlace(y)).All(same => same),
        var (a, b) => a.ConstantValue is { HasValue: true, Value: { } left }
            && b.ConstantValue is { HasValue: true, Value: { } right }
            && left.Equals(right),
    };

    /// <summary>The variable at the root of <c>x.a.b[0]</c>, or null.</summary>
    public static ISymbol? Root(this IOperation place)
    {
        for (IOperation? current = place.Unwrap(); current is not null;)
        {
            if (current.Variable() is { } variable)
            {
                return variable;
            }

            current = current switch
            {
                IMemberReferenceOperation member => member.Receiver(),
                IArrayElementReferenceOperation element => element.ArrayReference.Unwrap(),
                _ => null,
            };
        }

        return null;
    }

    private static bool IsSameReceiver(IMemberReferenceOperation one, IMemberReferenceOperation other) =>
        (one.Receiver(), other.Receiver()) switch
        {
            (null, null) => true,
            ({ } a, { } b) => a.IsSamePlace(b),
            _ => false,
        };
}
