using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Flow;

/// <summary>One place that gives a local its value.</summary>
/// <param name="Value">The value; null if the place does not show it (an <c>out</c> argument, the variable of a loop).</param>
/// <param name="Site">Where it happens.</param>
internal readonly record struct Definition(IOperation? Value, IOperation Site)
{
    /// <summary>Every place in a body, lambdas included, that gives a local its value, in the order of the text.</summary>
    public static List<Definition> Of(ILocalSymbol local, IOperation body)
    {
        var found = new List<Definition>();
        foreach (var operation in body.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when Is(declarator.Symbol):
                    if ((declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer) is { } initializer)
                    {
                        found.Add(new Definition(initializer.Value, declarator));
                    }
                    else if (declarator.Parent is IForEachLoopOperation or ICatchClauseOperation)
                    {
                        found.Add(new Definition(null, declarator));
                    }

                    break;
                case ILocalReferenceOperation reference when Is(reference.Local):
                    if (Written(reference) is { } definition)
                    {
                        found.Add(definition);
                    }

                    break;
                case IDeclarationPatternOperation pattern when Is(pattern.DeclaredSymbol):
                    found.Add(new Definition(null, pattern));
                    break;
            }
        }

        return found;

        bool Is(ISymbol? symbol) => SymbolEqualityComparer.Default.Equals(symbol, local);
    }

    /// <summary>The value of a local that gets one in a single place; null if there are more, or the place does not show it.</summary>
    public static IOperation? OnlyValue(ILocalSymbol local, IOperation body) =>
        Of(local, body) is { Count: 1 } definitions ? definitions[0].Value?.Unwrap() : null;

    /// <summary>The definitions that may hold when an operation runs, the nearest first.</summary>
    /// <remarks>
    /// By the structure of the code: the search ends at the first definition that always happens before the use. What a
    /// loop defines further down is left out.
    /// </remarks>
    public static IEnumerable<Definition> Reaching(ILocalSymbol local, IOperation use)
    {
        var before = Of(local, use.Outermost()).Where(definition => definition.Site.Syntax.Span.End <= use.Start()).Reverse();
        foreach (var definition in before)
        {
            var (always, leaves) = Relate(definition.Site, use);
            if (!leaves)
            {
                yield return definition;
            }

            if (always)
            {
                yield break;
            }
        }
    }

    private static Definition? Written(ILocalReferenceOperation reference)
    {
        switch (reference.Parent)
        {
            case ISimpleAssignmentOperation assignment when assignment.Target == reference:
                return new Definition(assignment.Value, assignment);
            case ICompoundAssignmentOperation assignment when assignment.Target == reference:
                return new Definition(assignment, assignment);
            case ICoalesceAssignmentOperation assignment when assignment.Target == reference:
                return new Definition(assignment.Value, assignment);
            case IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } argument:
                return new Definition(null, argument);
            case IDeclarationExpressionOperation { Parent: IArgumentOperation argument }:
                return new Definition(null, argument);
        }

        for (IOperation current = reference; current.Parent is { } parent; current = parent)
        {
            switch (parent)
            {
                case ITupleOperation or IDeclarationExpressionOperation:
                    continue;
                case IDeconstructionAssignmentOperation deconstruction when deconstruction.Target == current:
                    return new Definition(deconstruction.Value, deconstruction);
            }

            break;
        }

        return null;
    }

    /// <summary>Whether a definition always happens before a use further down, and whether it never reaches it.</summary>
    private static (bool Always, bool Leaves) Relate(IOperation site, IOperation use)
    {
        var always = true;
        for (var current = site; current.Parent is { } parent; current = parent)
        {
            if (use.IsInside(current))
            {
                return (always, false);
            }

            if (IsOneOfSeveralWays(current, parent))
            {
                always = false;
                if (current is IBlockOperation block && EndsInJump(block))
                {
                    return (false, !use.IsInside(current));
                }
            }
        }

        return (always, false);
    }

    private static bool IsOneOfSeveralWays(IOperation child, IOperation parent) => parent switch
    {
        IConditionalOperation conditional => child != conditional.Condition,
        ISwitchCaseOperation or ISwitchExpressionArmOperation or ICatchClauseOperation => true,
        ILoopOperation => child is not IVariableDeclaratorOperation,
        ITryOperation attempt => child != attempt.Finally,
        ICoalesceOperation coalesce => child == coalesce.WhenNull,
        ICoalesceAssignmentOperation => true,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } binary =>
            child == binary.RightOperand,
        IAnonymousFunctionOperation or ILocalFunctionOperation => true,
        _ => false,
    } || child is ICoalesceAssignmentOperation;

    private static bool EndsInJump(IBlockOperation block) =>
        block.Operations.LastOrDefault() is IReturnOperation or IBranchOperation or IThrowOperation
            or IExpressionStatementOperation { Operation: IThrowOperation };
}
