using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Lifetime;

/// <summary>A tensor that outlives what owns it.</summary>
/// <param name="Value">The expression that hands it out.</param>
/// <param name="Where">Where it goes, as a part of the message.</param>
/// <param name="Local">The variable whose <c>using</c> disposes it; null if a dispose scope does.</param>
internal readonly record struct Escape(IOperation Value, string Where, ILocalSymbol? Local);

/// <summary>Finds the tensors that leave their dispose scopes.</summary>
internal sealed class Escapes(TensorCalls calls)
{
    /// <summary>A chain of variables longer than this is not followed.</summary>
    private const int LongestChain = 6;

    private readonly Ambients _ambients = new(calls);

    /// <summary>What a return statement hands to the caller.</summary>
    public IEnumerable<Escape> OfReturn(IReturnOperation @return) =>
        @return is { Kind: OperationKind.Return, ReturnedValue: { } value }
            ? Find(value, "returned", [.. _ambients.Scopes(@return)])
            : [];

    /// <summary>What an assignment keeps in a field, an array, or a variable from outside the scope.</summary>
    public IEnumerable<Escape> OfAssignment(IAssignmentOperation assignment, ISymbol member)
    {
        var scopes = _ambients.Scopes(assignment).ToList();
        var value = assignment is ICompoundAssignmentOperation ? assignment : assignment.Value;
        if (!calls.HoldsTensors(assignment.Target.Type))
        {
            return [];
        }

        switch (assignment.Target)
        {
            case ILocalReferenceOperation or IParameterReferenceOperation:
                var variable = assignment.Target.Variable()!;
                var left = LeftBehind(scopes, variable, assignment);
                return left.Count > 0 && IsUsedLater(variable, left, assignment)
                    ? Find(value, $"kept in '{variable.Name}'", left)
                    : [];
            case IFieldReferenceOperation { Field: { } field } when !calls.IsOfTorchSharp(field):
                // A module registers its fields, and registering takes a tensor out of its scope.
                return (calls.Types.IsModule(member.ContainingType) && member is IMethodSymbol { MethodKind: MethodKind.Constructor })
                    || IsPartOfSomethingInside(assignment.Target)
                    ? []
                    : Find(value, $"kept in '{field.Name}'", scopes);
            case IPropertyReferenceOperation { Property: { Parameters.IsEmpty: true } property } when IsAutomatic(property):
                return IsPartOfSomethingInside(assignment.Target) ? [] : Find(value, $"kept in '{property.Name}'", scopes);
            case IArrayElementReferenceOperation element:
                return FindInContainer(element.ArrayReference.Unwrap(), value, scopes, assignment);
            case IPropertyReferenceOperation { Property: { Parameters.IsEmpty: false } indexer } place when IsCollection(indexer.ContainingType):
                return place.Receiver() is { } collection ? FindInContainer(collection, value, scopes, assignment) : [];
            default:
                return [];
        }

        bool IsPartOfSomethingInside(IOperation place) => scopes.Count > 0 && place.Root() is { } root && LeftBehind(scopes, root, assignment).Count == 0;
    }

    /// <summary>What <c>list.Add(tensor)</c> and its kin keep.</summary>
    public IEnumerable<Escape> OfAdd(IInvocationOperation call)
    {
        if (call.TargetMethod.Name is not ("Add" or "TryAdd" or "Enqueue" or "Push" or "Insert" or "AddLast" or "AddFirst")
            || !IsCollection(call.TargetMethod.ContainingType)
            || call.Receiver() is not { } collection)
        {
            return [];
        }

        var scopes = _ambients.Scopes(call).ToList();
        return call.Arguments
            .Where(argument => calls.HoldsTensors(argument.Value.Type))
            .SelectMany(argument => FindInContainer(collection, argument.Value, scopes, call));
    }

    private IEnumerable<Escape> FindInContainer(IOperation container, IOperation value, List<ScopeRegion> scopes, IOperation use)
    {
        if (container.Variable() is not { } variable)
        {
            // A list that is part of something made within the scope goes nowhere.
            return container is IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.Length: 0 }
                && !(container.Root() is { } root && LeftBehind(scopes, root, use).Count == 0)
                ? Find(value, $"kept in '{((IMemberReferenceOperation)container).Member.Name}'", scopes)
                : [];
        }

        var left = LeftBehind(scopes, variable, use);
        return left.Count > 0 && IsUsedLater(variable, left, use) ? Find(value, $"kept in '{variable.Name}'", left) : [];
    }

    private IEnumerable<Escape> Find(IOperation value, string where, List<ScopeRegion> scopes)
    {
        foreach (var leaf in Leaves(value))
        {
            if (UsingOf(leaf) is { } local)
            {
                yield return new Escape(leaf, where, local);
            }
            else if (scopes.Count > 0 && Dies(leaf, leaf, scopes, moves: 0, LongestChain))
            {
                yield return new Escape(leaf, where, null);
            }
        }
    }

    /// <summary>The values that an expression may be, and the elements of what it puts together.</summary>
    private static IEnumerable<IOperation> Leaves(IOperation value) => value.Unwrap() switch
    {
        IConditionalOperation { WhenFalse: { } other } conditional => Leaves(conditional.WhenTrue).Concat(Leaves(other)),
        ICoalesceOperation coalesce => Leaves(coalesce.Value).Concat(Leaves(coalesce.WhenNull)),
        ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => Leaves(arm.Value)),
        ITupleOperation tuple => tuple.Elements.SelectMany(Leaves),
        IArrayCreationOperation { Initializer: { } elements } => elements.ElementValues.SelectMany(Leaves),
        ICollectionExpressionOperation collection => collection.Elements.Where(element => element is not ISpreadOperation).SelectMany(Leaves),
        IObjectCreationOperation { Type.IsRecord: true, Initializer: null } record => record.Arguments
            .Where(argument => argument.ArgumentKind == ArgumentKind.Explicit)
            .SelectMany(argument => Leaves(argument.Value)),
        IInvalidOperation => [],
        var single => [single],
    };

    /// <summary>The local that is the tensor, if a <c>using</c> disposes it.</summary>
    private ILocalSymbol? UsingOf(IOperation value)
    {
        while (value is IInvocationOperation call && calls.Returned(call) is { } same)
        {
            value = same;
        }

        return value is ILocalReferenceOperation { Local: { IsUsing: true } local } && calls.Types.IsTensor(local.Type) ? local : null;
    }

    /// <summary>Whether a value is made inside a scope and moved out of fewer scopes than close around it.</summary>
    /// <param name="value">What is asked about.</param>
    /// <param name="use">Where it is handed out.</param>
    /// <param name="scopes">The scopes that close before it is used, the innermost first.</param>
    /// <param name="moves">How many scopes it was moved out already.</param>
    /// <param name="depth">How many more variables to look through.</param>
    private bool Dies(IOperation value, IOperation use, List<ScopeRegion> scopes, int moves, int depth)
    {
        value = value.Unwrap();
        while (value is IInvocationOperation call && calls.Returned(call) is { } same)
        {
            if (calls.IsMove(call))
            {
                if (!TensorCalls.IsOneScopeOut(call))
                {
                    return false;
                }

                moves++;
            }

            value = same.Unwrap();
        }

        if (calls.Makes(value))
        {
            return scopes.Count(scope => scope.Contains(value.Start())) > moves;
        }

        if (value is ILocalReferenceOperation { Local: { } local })
        {
            return depth > 0
                && !IsMovedBefore(local, use)
                && Definition.Reaching(local, use).Any(definition =>
                    definition.Value is { } defined
                    && scopes.Any(scope => scope.Contains(definition.Site.Start()))
                    && Dies(defined, definition.Site, scopes, moves, depth - 1));
        }

        return value is IConditionalOperation or ICoalesceOperation or ISwitchExpressionOperation
            && Leaves(value).Any(leaf => Dies(leaf, use, scopes, moves, depth));
    }

    /// <summary>Whether a statement further up moves a local out of its scope, or registers it with a module.</summary>
    private bool IsMovedBefore(ILocalSymbol local, IOperation use) =>
        use.Outermost().Descendants().OfType<IInvocationOperation>().Any(call =>
            call.Start() < use.Start()
            && (calls.IsMove(call) || call.TargetMethod.Name.StartsWith("register_", StringComparison.Ordinal))
            && !call.IsInside(use)
            && !IsReturned(call)
            && call.Descendants().Any(operation =>
                operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local)));

    private static bool IsReturned(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null and not IBlockOperation; parent = parent.Parent)
        {
            if (parent is IReturnOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The scopes that close while a variable lives on.</summary>
    private static List<ScopeRegion> LeftBehind(List<ScopeRegion> scopes, ISymbol variable, IOperation use)
    {
        var declared = variable.DeclaringSyntaxReferences.FirstOrDefault() is { } declaration && declaration.SyntaxTree == use.Syntax.SyntaxTree
            ? declaration.Span.Start
            : -1;
        return [.. scopes.Where(scope => !scope.Contains(declared))];
    }

    /// <summary>Whether a variable is read after the scopes have closed: further down, or in the next round of a loop.</summary>
    private static bool IsUsedLater(ISymbol variable, List<ScopeRegion> scopes, IOperation assignment)
    {
        if (variable is IParameterSymbol { RefKind: RefKind.Out or RefKind.Ref })
        {
            return true;
        }

        var outermost = scopes[scopes.Count - 1];
        var loops = assignment.Loops().Where(loop => outermost.Around.IsInside(loop) && !variable.IsDeclaredIn(loop)).ToList();
        foreach (var reference in assignment.Outermost().Descendants())
        {
            if (reference is not (ILocalReferenceOperation or IParameterReferenceOperation)
                || !SymbolEqualityComparer.Default.Equals(reference.Variable(), variable)
                || reference.Parent is ISimpleAssignmentOperation written && written.Target == reference
                || reference.Consumer() is IInvocationOperation { TargetMethod.Name: "Dispose" or "Clear" })
            {
                continue;
            }

            var at = reference.Start();
            if (at >= outermost.End || (at < outermost.Start && reference.Function() != assignment.Function() && reference.Function() is not null))
            {
                return true;
            }

            if (loops.Any(reference.IsInside) && (at <= assignment.Start() || reference.IsInside(assignment)) && !IsContainer(reference, assignment))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the reference is merely the list that something is added to.</summary>
    private static bool IsContainer(IOperation reference, IOperation use) => use switch
    {
        IInvocationOperation call => call.Receiver() == reference,
        IAssignmentOperation { Target: IArrayElementReferenceOperation or IPropertyReferenceOperation } assignment =>
            reference.IsInside(assignment.Target),
        _ => false,
    };

    private static bool IsAutomatic(IPropertySymbol property) => property.ContainingType.GetMembers().Any(member =>
        member is IFieldSymbol field && SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    private static bool IsCollection(INamedTypeSymbol type) =>
        type.ContainingNamespace is { IsGlobalNamespace: false } space
        && space.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal);
}
