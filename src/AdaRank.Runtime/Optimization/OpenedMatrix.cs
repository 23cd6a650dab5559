using AdaRank.Banks;
using AdaRank.Composition;
using AdaRank.Optimization.State;
using AdaRank.Projection;
using AdaRank.State;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>Basis and state of one matrix as plugins see them, for the length of a dispose scope.</summary>
internal sealed class OpenedMatrix
{
    private readonly MatrixState _matrix;

    /// <summary>Whether all of it is what the matrix stores, so that nothing has to be made or stored again.</summary>
    private readonly bool _isStored;

    private OpenedMatrix(LowRankGroup group, MatrixState matrix, Tensor basis)
    {
        (_matrix, Basis, State) = (matrix, basis, [.. matrix.State.Select(static tensor => tensor.Open())]);
        FirstMoment = group.FirstMomentIndex < 0 ? null : State[group.FirstMomentIndex];
        _isStored = matrix.Basis is not null && matrix.State.All(static tensor => tensor.Encoding is StateEncoding.Full);
    }

    /// <summary>Q, [d, r].</summary>
    public Tensor Basis { get; }

    /// <summary>The numbers of the step's state.</summary>
    public IReadOnlyList<Tensor> State { get; }

    /// <summary>M, one of these; null if the step keeps none.</summary>
    public Tensor? FirstMoment { get; }

    /// <summary>Opens a matrix that has a basis. The caller's scope owns what is not stored as it is.</summary>
    public static OpenedMatrix Of(LowRankGroup group, BankShape shape, MatrixState matrix)
    {
        if (matrix.Opened is { } kept)
        {
            return kept;
        }

        var opened = new OpenedMatrix(group, matrix, matrix.Basis ?? Regenerate((IRegeneratedProjection)group.Updater, shape, matrix));
        matrix.Opened = opened._isStored ? opened : null;
        return opened;
    }

    /// <summary>This matrix as the step that comes next sees it. The caller's scope owns a view of the weight.</summary>
    /// <param name="weight">The weight as it was opened.</param>
    public BucketMember AsMember(Tensor weight) => new(_matrix.Name, _matrix.Layout.View(weight), Basis, State, _matrix.Step + 1)
    {
        FirstMoment = FirstMoment,
        SubspaceStep = Math.Max(1, _matrix.Step + 2 - Math.Max(1, _matrix.LastRefreshStep)),
    };

    /// <summary>Stores the state again, after a step has changed it.</summary>
    /// <param name="schema">What the tensors mean.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="isCarriedOnly">Whether only carried state has changed.</param>
    public void Close(StateSchema schema, ulong seed, bool isCarriedOnly = false)
    {
        for (var index = 0; !_isStored && index < State.Count; index++)
        {
            if (!isCarriedOnly || schema.Slots[index].Role is StateRole.Carried)
            {
                _matrix.State[index].Close(State[index], RoundingBits.For(seed, _matrix.Name, _matrix.Step + 1, (4 * index) + (isCarriedOnly ? 1 : 0)));
            }
        }
    }

    private static Tensor Regenerate(IRegeneratedProjection updater, BankShape shape, MatrixState matrix)
    {
        var basis = zeros([shape.ShortSide, matrix.Rank], shape.StateDtype, matrix.Weight.device);
        var drawn = new BankMember(matrix.Name, matrix.RefreshCount - 1, null) { Step = matrix.Step + 1 };
        updater.Regenerate(new BankView(shape, [drawn]), [basis]);
        return basis;
    }
}
