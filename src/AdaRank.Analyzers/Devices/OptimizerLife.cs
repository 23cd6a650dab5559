using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Devices;

/// <summary>The optimizers that one body builds, and what happens to their models afterwards.</summary>
internal sealed class OptimizerLife
{
    private readonly TorchTypes _types;
    private readonly Lazy<ProgramOrder> _order;
    private readonly List<IOperation> _operations;

    private OptimizerLife(IOperation body, TorchTypes types, OperationBlockAnalysisContext context)
    {
        _operations = [.. body.DescendantsAndSelf()];
        _types = types;
        _order = new(() => new ProgramOrder(context.GetControlFlowGraph(body), context.CancellationToken), isThreadSafe: false);
    }

    /// <summary>An optimizer and the variables that hold it and its model.</summary>
    /// <param name="Creation">The call or <c>new</c> that builds it.</param>
    /// <param name="Optimizer">The local or member that holds it.</param>
    /// <param name="Model">The local, parameter or member with the model.</param>
    /// <param name="IsEngine">Whether it is AdaRank's, which may keep a copy of the weights.</param>
    public sealed record Built(IOperation Creation, ISymbol Optimizer, ISymbol Model, bool IsEngine);

    /// <summary>Analyzes the bodies in which an optimizer is built and its model may be changed.</summary>
    /// <param name="context">The compilation.</param>
    /// <param name="types">What TorchSharp is called in it.</param>
    /// <param name="changed">The model that a call changes; null for other calls.</param>
    /// <param name="analyze">Called for each optimizer of such a body.</param>
    public static void Watch(
        CompilationStartAnalysisContext context,
        TorchTypes types,
        Func<IInvocationOperation, TorchTypes, ISymbol?> changed,
        Action<OperationBlockAnalysisContext, OptimizerLife, Built> analyze) => BodyWatch.Analyze(
            context,
            operation => IsCreation(operation, types),
            operation => operation is IInvocationOperation call && changed(call, types) is not null,
            block =>
            {
                foreach (var body in block.OperationBlocks)
                {
                    var life = new OptimizerLife(body, types, block);
                    foreach (var built in life.Optimizers)
                    {
                        analyze(block, life, built);
                    }
                }
            });

    private IEnumerable<IInvocationOperation> Calls => _operations.OfType<IInvocationOperation>();

    private IEnumerable<Built> Optimizers
    {
        get
        {
            foreach (var operation in _operations)
            {
                if (!IsCreation(operation, _types))
                {
                    continue;
                }

                var arguments = operation is IInvocationOperation call ? call.Arguments : ((IObjectCreationOperation)operation).Arguments;
                var model = arguments.Select(argument => FindModel(argument.Value)).FirstOrDefault(found => found is not null);
                if (model is not null && FindHolder(operation) is { } optimizer)
                {
                    yield return new Built(operation, optimizer, model, operation.Type.Is(_types.AdaRankOptimizer));
                }
            }
        }
    }

    /// <summary>The moves of the optimizer's model in the body, before or after.</summary>
    public IEnumerable<IInvocationOperation> MovesOf(Built built) => Calls.Where(call => IsModel(built, ModelCalls.MovedBy(call, _types)));

    /// <summary>The loads into the optimizer's model in the body, before or after.</summary>
    public IEnumerable<IInvocationOperation> LoadsInto(Built built) => Calls.Where(call => IsModel(built, ModelCalls.LoadedBy(call, _types)));

    /// <summary>Whether the event can come upon the very model and optimizer that were built, and the optimizer be used then.</summary>
    public bool IsUsedAfter(Built built, IOperation change)
    {
        var replaced = Assignments(built.Optimizer).Concat(Assignments(built.Model)).Select(assignment => assignment.Syntax)
            .Where(syntax => !syntax.Contains(built.Creation.Syntax))
            .ToList();
        if (!_order.Value.CanFollow(change.Syntax, built.Creation.Syntax, replaced))
        {
            return false;
        }

        var renewed = Assignments(built.Optimizer).Concat(Declarations(built.Optimizer)).Select(assignment => assignment.Syntax).ToList();
        return Place.IsMember(built.Optimizer)
            ? !renewed.Any(syntax => _order.Value.CanFollow(syntax, change.Syntax))
            : _operations.Any(operation =>
                Place.Of(operation) is { } place
                && SymbolEqualityComparer.Default.Equals(place, built.Optimizer)
                && operation is ILocalReferenceOperation or IParameterReferenceOperation
                && !IsOnlyEnded(operation)
                && _order.Value.CanFollow(operation.Syntax, change.Syntax, renewed));
    }

    /// <summary>Whether the model was moved in the same way before: the move changes nothing then.</summary>
    public bool RepeatsEarlierMove(Built built, IInvocationOperation move) => MovesOf(built).Any(earlier =>
        earlier != move
        && earlier.TargetMethod.Name == move.TargetMethod.Name
        && ArgumentText(earlier) == ArgumentText(move)
        && _order.Value.CanFollow(built.Creation.Syntax, earlier.Syntax));

    /// <summary>Whether a move before the change, or the way the model was made, may have taken it off the CPU.</summary>
    public bool MayBeOffCpu(Built built, IOperation change) =>
        MovesOf(built).Any(move =>
            ModelCalls.LeavesCpu(move, _types)
            && _order.Value.CanFollow(change.Syntax, move.Syntax))
        || _operations.Any(operation => IsMadeOffCpu(operation, built.Model));

    private static bool IsModel(Built built, ISymbol? model) => SymbolEqualityComparer.Default.Equals(model, built.Model);

    /// <summary>Whether a call or a <c>new</c> gives an optimizer; whether for a model is another question.</summary>
    private static bool IsCreation(IOperation operation, TorchTypes types) =>
        operation is IInvocationOperation or IObjectCreationOperation
        && operation.Type is { } type
        && (types.IsOptimizer(type) || type.Is(types.AdaRankOptimizer));

    private static string ArgumentText(IInvocationOperation call) =>
        string.Join(",", call.Arguments
            .Where(argument => argument.ArgumentKind is ArgumentKind.Explicit && argument.Parameter?.Name is not "module")
            .Select(argument => argument.Value.Syntax.ToString()));

    private static bool IsOnlyEnded(IOperation reference) =>
        reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference
        || reference.Parent is IInvocationOperation { TargetMethod.Name: "Dispose" };

    /// <summary><c>var model = new Net(...).to(device)</c>.</summary>
    private bool IsMadeOffCpu(IOperation operation, ISymbol model)
    {
        var value = operation switch
        {
            IVariableDeclaratorOperation declarator when SymbolEqualityComparer.Default.Equals(declarator.Symbol, model) =>
                declarator.GetVariableInitializer()?.Value,
            ISimpleAssignmentOperation assignment when SymbolEqualityComparer.Default.Equals(Place.Of(assignment.Target), model) =>
                assignment.Value,
            _ => null,
        };
        while (Place.Unwrap(value) is IInvocationOperation call)
        {
            if (ModelCalls.LeavesCpu(call, _types))
            {
                return true;
            }

            value = Place.Receiver(call);
        }

        return false;
    }

    private IEnumerable<IOperation> Assignments(ISymbol symbol) => _operations
        .OfType<ISimpleAssignmentOperation>()
        .Where(assignment => SymbolEqualityComparer.Default.Equals(Place.Of(assignment.Target), symbol)
            // model = model.to(device) is the same model.
            && !SymbolEqualityComparer.Default.Equals(ModelCalls.ModelOf(assignment.Value, _types), symbol));

    private IEnumerable<IOperation> Declarations(ISymbol symbol) => _operations
        .OfType<IVariableDeclaratorOperation>()
        .Where(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, symbol) && declarator.GetVariableInitializer() is not null);

    private ISymbol? FindModel(IOperation argument)
    {
        if (ModelCalls.ModelOf(argument, _types) is { } model)
        {
            return model;
        }

        foreach (var operation in argument.DescendantsAndSelf())
        {
            if (operation is IInvocationOperation call && ModelCalls.ListedBy(call, _types) is { } listed)
            {
                return listed;
            }
        }

        // var parameters = model.parameters();
        return Place.Of(argument) is ILocalSymbol local
            ? _operations.OfType<IVariableDeclaratorOperation>()
                .Where(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, local))
                .SelectMany(declarator => declarator.GetVariableInitializer()?.Value.DescendantsAndSelf() ?? [])
                .OfType<IInvocationOperation>()
                .Select(call => ModelCalls.ListedBy(call, _types))
                .FirstOrDefault(listed => listed is not null)
            : null;
    }

    private static ISymbol? FindHolder(IOperation creation)
    {
        var value = creation;
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        return value.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            ISimpleAssignmentOperation assignment when assignment.Value == value => Place.Of(assignment.Target),
            _ => null,
        };
    }
}
