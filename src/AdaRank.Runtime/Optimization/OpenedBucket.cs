using AdaRank.Banks;
using AdaRank.Composition;
using AdaRank.Optimization.State;
using AdaRank.State;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>Matrices of one rank as plugins see them in a step. One object serves a bank for its life, so that a step allocates no lists.</summary>
internal sealed class OpenedBucket
{
    private readonly List<OpenedMatrix> _opened = [];
    private readonly List<BucketMember> _members = [];
    private readonly List<Tensor> _gradients = [];
    private readonly List<TrainedWeight> _weights = [];
    private readonly List<Tensor> _numbers = [];
    private BucketView? _view;

    /// <summary>Makes it, empty.</summary>
    /// <param name="shape">What the matrices have in common.</param>
    public OpenedBucket(BankShape shape) => Gradients = new GradientView.Full(shape, _gradients);

    /// <summary>The gradients of the matrices that are open.</summary>
    public GradientView.Full Gradients { get; }

    /// <summary>Opens matrices that have a basis of the same rank. The caller's scope owns what is not stored as it is.</summary>
    /// <returns>Them, until they are cleared.</returns>
    public BucketView Open(LowRankGroup group, BankShape shape, List<ReadyGradient<MatrixState>> entries)
    {
        foreach (var (owner, gradient, _) in entries)
        {
            var opened = OpenedMatrix.Of(group, shape, owner);
            _opened.Add(opened);
            _members.Add(opened.AsMember(OpenWeight(owner)));
            _gradients.Add(gradient);
        }

        var rank = entries[0].Owner.Rank;
        return _view?.Rank == rank ? _view : _view = new BucketView(shape, rank, _members);
    }

    /// <summary>Stores state and weights again, after a step has changed them.</summary>
    /// <param name="schema">What the tensors mean.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="isCarriedOnly">Whether only carried state has changed.</param>
    public void Close(StateSchema schema, ulong seed, bool isCarriedOnly = false)
    {
        foreach (var matrix in _opened)
        {
            matrix.Close(schema, seed, isCarriedOnly);
        }

        CloseWeights(seed);
    }

    /// <summary>Forgets the matrices: their tensors may not outlive the step.</summary>
    public void Clear()
    {
        _opened.Clear();
        _members.Clear();
        _gradients.Clear();
        _weights.Clear();
        _numbers.Clear();
    }

    private Tensor OpenWeight(MatrixState owner)
    {
        var numbers = owner.Trained.Open();
        if (owner.Trained.IsOpened)
        {
            _weights.Add(owner.Trained);
            _numbers.Add(numbers);
        }

        return numbers;
    }

    /// <summary>All of a bank are rounded alike, so that those that are rounded by chance go together.</summary>
    private void CloseWeights(ulong seed)
    {
        if (_weights.Count > 0 && _weights[0].IsRounded)
        {
            StochasticRounding.Round(
                _numbers,
                [.. _weights.Select(static weight => weight.Stored)],
                [.. _members.Select(member => RoundingBits.For(seed, member.Name, member.Step, RoundingBits.SlotOfWeight))]);
            return;
        }

        foreach (var weight in _weights)
        {
            weight.RoundMaster();
        }
    }
}
