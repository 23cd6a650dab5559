using AdaRank.Banks;
using AdaRank.Projection;
using AdaRank.Testing.Cases;
using Xunit;
using static TorchSharp.torch;

namespace AdaRank.Testing;

/// <summary>What the engine relies on in a projection that follows the gradient. Derive a class from it, in one line, to test yours.</summary>
/// <typeparam name="TUpdater">The updater under test.</typeparam>
/// <remarks>
/// Tests all that <see cref="ProjectionUpdaterContract{TUpdater}"/> does, and some steps after a refresh, of Adam's moments.
/// </remarks>
public abstract class OnlineProjectionContract<TUpdater> : ProjectionUpdaterContract<TUpdater>
    where TUpdater : class, IOnlineProjection
{
    private const int Steps = 70;

    /// <summary>State of bases has names, each its own.</summary>
    [Fact]
    public void BasisStateNames_Always_AreDistinct()
    {
        var names = Create().BasisStateNames;

        Assert.All(names, name => Assert.False(string.IsNullOrWhiteSpace(name), "A state tensor has no name."));
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>Bases and their state are made of numbers, whatever the size of the gradients, and zeros among them.</summary>
    /// <param name="situation">Which matrices.</param>
    [Theory]
    [MemberData(nameof(LowRankCase.NamesOfFull), MemberType = typeof(LowRankCase))]
    public void Follow_AnyGradient_KeepsBasesFinite(string situation)
    {
        foreach (var factor in new[] { 0, 1e-12, 1, 1e12 })
        {
            using var scope = NewDisposeScope();
            var run = new OnlineRun(Create(), situation);

            for (var step = 1; step <= Steps; step++)
            {
                run.Follow(step, step % 5 == 0 ? 0 : factor);
            }

            foreach (var tensor in run.Bases.Concat(run.BasisState))
            {
                Tensors.AssertFinite(tensor, "A basis or its state");
            }
        }
    }

    /// <summary>Weights, moments and gradients are read only.</summary>
    /// <param name="situation">Which matrices.</param>
    [Theory]
    [MemberData(nameof(LowRankCase.NamesOfFull), MemberType = typeof(LowRankCase))]
    public void Follow_Always_LeavesWeightsMomentsAndGradientsAlone(string situation)
    {
        using var scope = NewDisposeScope();
        var (run, untouched) = (new OnlineRun(Create(), situation), new OnlineRun(Create(), situation));

        for (var step = 1; step <= Steps; step++)
        {
            var gradients = run.Follow(step);
            foreach (var (before, after) in untouched.Gradients(step).Zip(gradients))
            {
                Tensors.AssertSameBits(before, after, "A gradient");
            }
        }

        foreach (var (before, after) in untouched.ReadOnly.Zip(run.ReadOnly))
        {
            Tensors.AssertSameBits(before, after, "A weight or moment");
        }
    }

    /// <summary>The same steps give the same bits, from another object too.</summary>
    /// <param name="situation">Which matrices.</param>
    [Theory]
    [MemberData(nameof(LowRankCase.NamesOfFull), MemberType = typeof(LowRankCase))]
    public void Follow_Again_GivesTheSameBits(string situation)
    {
        using var scope = NewDisposeScope();
        var (one, other) = (new OnlineRun(Create(), situation), new OnlineRun(Create(), situation));

        for (var step = 1; step <= Steps; step++)
        {
            one.Follow(step);
            other.Follow(step);
        }

        foreach (var (before, after) in one.Bases.Concat(one.BasisState).Zip(other.Bases.Concat(other.BasisState)))
        {
            Tensors.AssertSameBits(before, after, "A basis or its state");
        }
    }

    /// <summary>A matrix follows the same alone and among others.</summary>
    [Fact]
    public void Follow_SeveralMatrices_AreMovedEachForItself()
    {
        using var scope = NewDisposeScope();
        const string situation = "wide, fp64, rank 3, full gradients";
        var (together, alone) = (new OnlineRun(Create(), situation), new OnlineRun(Create(), situation));

        for (var step = 1; step <= Steps; step++)
        {
            together.Follow(step);
            alone.FollowOneByOne(step);
        }

        foreach (var (expected, actual) in alone.Bases.Zip(together.Bases))
        {
            Tensors.AssertClose(expected, actual, 1e-12, "A matrix among others");
        }
    }

    /// <summary>Bases do follow: after a number of steps they are not what the refresh made.</summary>
    [Fact]
    public void Follow_ManySteps_MovesTheBases()
    {
        using var scope = NewDisposeScope();
        const string situation = "wide, fp64, rank 3, full gradients";
        var (run, untouched) = (new OnlineRun(Create(), situation), new OnlineRun(Create(), situation));

        for (var step = 1; step <= Steps; step++)
        {
            run.Follow(step);
        }

        foreach (var (before, after) in untouched.Bases.Zip(run.Bases))
        {
            Assert.False(before.allclose(after, 1e-9, 1e-9), $"{Steps} steps have left a basis where it was.");
        }
    }

    /// <summary>When a step is over, no tensor of it is left.</summary>
    [Fact]
    public void Follow_Done_LeavesNoTensorBehind()
    {
        using var outer = NewDisposeScope();
        var run = new OnlineRun(Create(), "tall, fp32, rank 3, full gradients");
        var before = Tensors.LiveCount;

        for (var step = 1; step <= Steps; step++)
        {
            using var scope = NewDisposeScope();
            run.Follow(step);
        }

        Assert.Equal(before, Tensors.LiveCount);
    }

    /// <summary>A bucket that is stepped as the engine does.</summary>
    private sealed class OnlineRun
    {
        private readonly IOnlineProjection _updater;
        private readonly LowRankCase _case;
        private readonly IReadOnlyList<BucketMember> _members;
        private readonly IReadOnlyList<IReadOnlyList<Tensor>> _basisState;

        public OnlineRun(IOnlineProjection updater, string situation)
        {
            (_updater, _case) = (updater, LowRankCase.Of(situation));
            _members = _case.NewMembers(MoveCase.Schema);
            _basisState = [.. _members.Select(member => updater.BasisStateNames.Select(_ => zeros_like(member.Basis)).ToArray())];
            for (var index = 0; index < _members.Count; index++)
            {
                var (first, second) = (_members[index].State[0], _members[index].State[1]);
                first.copy_(Tensors.Normal(first.shape, first.dtype, 900 + (ulong)index));
                second.copy_(first.square());
            }
        }

        public IEnumerable<Tensor> Bases => _members.Select(member => member.Basis);

        public IEnumerable<Tensor> BasisState => _basisState.SelectMany(tensors => tensors);

        public IEnumerable<Tensor> ReadOnly => _members.SelectMany(member => member.State.Append(member.Weight));

        public IReadOnlyList<Tensor> Gradients(int step, double factor = 1) => _case.NewGradients(step, factor);

        public IReadOnlyList<Tensor> Follow(int step, double factor = 1)
        {
            var gradients = Gradients(step, factor);
            Follow(step, _members, gradients, _basisState);
            return gradients;
        }

        public void FollowOneByOne(int step)
        {
            var gradients = Gradients(step);
            for (var index = 0; index < _members.Count; index++)
            {
                Follow(step, [_members[index]], [gradients[index]], [_basisState[index]]);
            }
        }

        private void Follow(
            int step, IReadOnlyList<BucketMember> members, IReadOnlyList<Tensor> gradients, IReadOnlyList<IReadOnlyList<Tensor>> basisState)
        {
            using var off = no_grad();
            var bucket = new BucketView(
                _case.Shape, _case.Rank, [.. members.Select(member => member with { Step = step, SubspaceStep = step, FirstMoment = member.State[0] })]);
            _updater.Follow(bucket, new GradientView.Full(_case.Shape, gradients), basisState, LowRankCase.Scalars);
        }
    }
}
