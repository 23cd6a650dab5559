using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Devices;

/// <summary>ADR051: a list, a dictionary or a single parameter taken before a move holds disposed tensors after it.</summary>
/// <remarks><c>parameters()</c> alone is listed anew each time it is enumerated, and stays right.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ParametersKeptAcrossMoveAnalyzer() : TorchAnalyzer(Descriptor)
{
    /// <summary>'{0}' holds parameters of '{1}' from before {2}(...), which replaces and disposes them.</summary>
    public static readonly DiagnosticDescriptor Descriptor = Rule.Warning(
        "ADR051",
        Categories.Devices,
        "Parameters are not kept across a move",
        "'{0}' holds parameters of '{1}' from before {2}(...), which replaces and disposes them");

    private static readonly string[] Listings = ["parameters", "named_parameters", "buffers", "named_buffers"];
    private static readonly string[] Singles = ["state_dict", "get_parameter", "get_buffer"];
    private static readonly string[] Selections = ["Where", "Skip", "Take", "OrderBy", "OrderByDescending", "Reverse", "Order", "Concat"];

    private static readonly string[] Copies =
    [
        "ToList", "ToArray", "ToHashSet", "ToImmutableArray", "ToImmutableList", "First", "FirstOrDefault", "Single", "SingleOrDefault",
        "Last", "LastOrDefault", "ElementAt", "ToDictionary", "ToLookup",
    ];

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types) => BodyWatch.Analyze(
        context,
        operation => operation is IInvocationOperation call && ModelCalls.MovedBy(call, types) is not null,
        static _ => true,
        block => Analyze(block, types));

    private static void Analyze(OperationBlockAnalysisContext context, TorchTypes types)
    {
        foreach (var body in context.OperationBlocks)
        {
            var operations = body.DescendantsAndSelf().ToList();
            var moves = operations.OfType<IInvocationOperation>()
                .Select(call => (Call: call, Model: ModelCalls.MovedBy(call, types)!))
                .Where(move => move.Model is not null)
                .ToList();
            if (moves.Count == 0)
            {
                continue;
            }

            ProgramOrder? order = null;
            foreach (var (value, holder) in Held(operations))
            {
                if (FindModel(value, types) is not { } model)
                {
                    continue;
                }

                order ??= new ProgramOrder(context.GetControlFlowGraph(body), context.CancellationToken);
                // A declaration inside a loop is a renewal too.
                var renewals = operations
                    .Where(operation => operation switch
                    {
                        ISimpleAssignmentOperation assignment => SymbolEqualityComparer.Default.Equals(Place.Of(assignment.Target), holder),
                        IVariableDeclaratorOperation declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, holder),
                        _ => false,
                    })
                    .Select(operation => operation.Syntax)
                    .ToList();
                var others = operations.OfType<ISimpleAssignmentOperation>()
                    .Where(assignment => SymbolEqualityComparer.Default.Equals(Place.Of(assignment.Target), model)
                        && !SymbolEqualityComparer.Default.Equals(ModelCalls.ModelOf(assignment.Value, types), model))
                    .Select(assignment => assignment.Syntax);
                var move = moves.FirstOrDefault(candidate =>
                    SymbolEqualityComparer.Default.Equals(candidate.Model, model)
                    && order.CanFollow(
                        candidate.Call.Syntax, value.Syntax, renewals.Where(syntax => !syntax.Contains(value.Syntax)).Concat(others))
                    && IsUsedAfter(operations, holder, candidate.Call.Syntax, renewals, order)).Call;
                if (move is not null)
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        Descriptor, value.Syntax.GetLocation(), [move.Syntax.GetLocation()], holder.Name, model.Name, move.TargetMethod.Name));
                }
            }
        }
    }

    private static bool IsUsedAfter(
        List<IOperation> operations, ISymbol holder, SyntaxNode move, List<SyntaxNode> renewals, ProgramOrder order) =>
        Place.IsMember(holder)
            ? !renewals.Any(syntax => order.CanFollow(syntax, move))
            : operations.OfType<ILocalReferenceOperation>().Any(reference =>
                SymbolEqualityComparer.Default.Equals(reference.Local, holder)
                && !(reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference)
                && order.CanFollow(reference.Syntax, move, renewals));

    /// <summary>Values that are put into locals and members.</summary>
    private static IEnumerable<(IOperation Value, ISymbol Holder)> Held(List<IOperation> operations)
    {
        foreach (var operation in operations)
        {
            if (operation is IVariableDeclaratorOperation declarator && declarator.GetVariableInitializer() is { } initializer)
            {
                yield return (initializer.Value, declarator.Symbol);
            }
            else if (operation is ISimpleAssignmentOperation assignment && Place.Of(assignment.Target) is { } place)
            {
                yield return (assignment.Value, place);
            }
        }
    }

    /// <summary>The model whose parameters the value holds now and for good; null if it holds none.</summary>
    private static ISymbol? FindModel(IOperation held, TorchTypes types)
    {
        var value = Place.Unwrap(held);
        switch (value)
        {
            case IInvocationOperation call when Singles.Contains(call.TargetMethod.Name) && types.IsModule(call.TargetMethod.ContainingType):
                return ModelCalls.ModelOf(call.Instance, types);
            case IInvocationOperation copy when Copies.Contains(copy.TargetMethod.Name) && !MakesOthers(copy):
                return FindListed(Place.Receiver(copy), types);
            case IObjectCreationOperation { Arguments.Length: 1 } creation when !types.IsOptimizer(creation.Type) && IsCollection(creation.Type):
                return FindListed(creation.Arguments[0].Value, types);
            case ICollectionExpressionOperation { Elements: { Length: 1 } elements } when elements[0] is ISpreadOperation spread:
                return FindListed(spread.Operand, types);
            case IPropertyReferenceOperation or IFieldReferenceOperation when types.IsParameter(value.Type):
                return FindOwner(value, types);
            default:
                return null;
        }
    }

    private static bool IsCollection(ITypeSymbol? type) =>
        type is { AllInterfaces: var contracts } && contracts.Any(contract => contract.SpecialType is SpecialType.System_Collections_IEnumerable);

    /// <summary>A selector that computes, as <c>p => p.clone()</c> does, makes tensors of its own.</summary>
    private static bool MakesOthers(IInvocationOperation copy) => copy.Arguments
        .Skip(1)
        .SelectMany(argument => argument.Value.DescendantsAndSelf())
        .Any(operation => operation is IInvocationOperation or IObjectCreationOperation);

    private static ISymbol? FindListed(IOperation? operation, TorchTypes types)
    {
        while (Place.Unwrap(operation) is IInvocationOperation call)
        {
            if (Listings.Contains(call.TargetMethod.Name) && types.IsModule(call.TargetMethod.ContainingType))
            {
                return ModelCalls.ModelOf(call.Instance, types);
            }

            if (!Selections.Contains(call.TargetMethod.Name))
            {
                return null;
            }

            operation = Place.Receiver(call);
        }

        return null;
    }

    /// <summary>The model at the root of <c>model.head.weight</c>.</summary>
    private static ISymbol? FindOwner(IOperation reference, TorchTypes types)
    {
        var current = Place.Unwrap(reference);
        while (current is IMemberReferenceOperation { Instance: { } instance } && Place.Unwrap(instance) is { } owner)
        {
            if (!types.IsModule(owner.Type) || owner is IInstanceReferenceOperation)
            {
                return null;
            }

            if (Place.Of(owner) is { } place)
            {
                return place;
            }

            current = owner;
        }

        return null;
    }
}
