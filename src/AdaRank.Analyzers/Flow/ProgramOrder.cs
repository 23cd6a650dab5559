using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AdaRank.Analyzers.Flow;

/// <summary>Which expressions of one body can run after which others.</summary>
/// <remarks>
/// Follows branches, loops and finally blocks. A lambda or a local function is ordered within itself, but has no place in
/// the order of the code around it, and neither has a catch block: nothing is said of those.
/// </remarks>
internal sealed class ProgramOrder
{
    private readonly List<(BasicBlock Block, int Offset)> _blocks = [];
    private readonly Dictionary<SyntaxNode, (int Block, int Index)> _positions = [];

    public ProgramOrder(ControlFlowGraph graph, CancellationToken stop) => Add(graph, stop);

    /// <summary>Whether one expression can run after another without passing any of the barriers.</summary>
    public bool CanFollow(SyntaxNode later, SyntaxNode earlier, IEnumerable<SyntaxNode>? barriers = null)
    {
        if (!_positions.TryGetValue(later, out var target) || !_positions.TryGetValue(earlier, out var start))
        {
            return false;
        }

        var stops = (barriers ?? [])
            .Where(barrier => barrier != later && _positions.ContainsKey(barrier))
            .Select(barrier => _positions[barrier])
            .ToLookup(position => position.Block, position => position.Index);
        var entered = new HashSet<int>();
        var pending = new Stack<(int Block, int After)>();
        pending.Push((start.Block, start.Index));
        while (pending.Count > 0)
        {
            var (number, after) = pending.Pop();
            var stop = stops[number].Where(index => index > after).DefaultIfEmpty(int.MaxValue).Min();
            if (target.Block == number && target.Index > after && target.Index < stop)
            {
                return true;
            }

            if (stop != int.MaxValue)
            {
                continue;
            }

            foreach (var next in Successors(number))
            {
                if (entered.Add(next))
                {
                    pending.Push((next, -1));
                }
            }
        }

        return false;
    }

    private IEnumerable<int> Successors(int number)
    {
        var (block, offset) = _blocks[number];
        foreach (var branch in (ControlFlowBranch?[])[block.FallThroughSuccessor, block.ConditionalSuccessor])
        {
            if (branch is null)
            {
                continue;
            }

            foreach (var region in branch.FinallyRegions)
            {
                yield return offset + region.FirstBlockOrdinal;
            }

            if (branch.Destination is { } destination)
            {
                yield return offset + destination.Ordinal;
            }
        }
    }

    private void Add(ControlFlowGraph graph, CancellationToken stop)
    {
        var offset = _blocks.Count;
        _blocks.AddRange(graph.Blocks.Select(block => (block, offset)));
        var lambdas = new List<IFlowAnonymousFunctionOperation>();
        foreach (var block in graph.Blocks)
        {
            var index = 0;
            foreach (var operation in block.Operations)
            {
                Number(operation, offset + block.Ordinal, ref index, lambdas);
            }

            Number(block.BranchValue, offset + block.Ordinal, ref index, lambdas);
        }

        foreach (var function in graph.LocalFunctions)
        {
            Add(graph.GetLocalFunctionControlFlowGraph(function, stop), stop);
        }

        foreach (var lambda in lambdas)
        {
            Add(graph.GetAnonymousFunctionControlFlowGraph(lambda, stop), stop);
        }
    }

    /// <summary>Operands before what is made of them.</summary>
    private void Number(IOperation? operation, int block, ref int index, List<IFlowAnonymousFunctionOperation> lambdas)
    {
        if (operation is null)
        {
            return;
        }

        foreach (var child in operation.ChildOperations)
        {
            Number(child, block, ref index, lambdas);
        }

        if (operation is IFlowAnonymousFunctionOperation lambda)
        {
            lambdas.Add(lambda);
        }

        if (!_positions.ContainsKey(operation.Syntax))
        {
            _positions.Add(operation.Syntax, (block, index));
        }

        index++;
    }
}
