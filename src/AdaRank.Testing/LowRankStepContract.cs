using AdaRank.Banks;
using AdaRank.Steps;
using AdaRank.Testing.Cases;
using Xunit;
using static TorchSharp.torch;

namespace AdaRank.Testing;

/// <summary>What the engine relies on in a step in the subspace. Derive a class from it, in one line, to test yours.</summary>
/// <typeparam name="TStep">The step under test.</typeparam>
/// <remarks>
/// Tried are tall, wide and square matrices in fp32 and fp64, ranks from one to full, gradients in every form that the
/// step accepts, two matrices to a bucket, several steps from state of zeros. That the weight moves inside the subspace
/// only is no part of the contract: a step may add what the subspace leaves out.
/// </remarks>
public abstract class LowRankStepContract<TStep> : PluginContract<TStep>
    where TStep : class, ILowRankStep
{
    private const int Steps = 4;

    /// <summary>It reads gradients in one form at least.</summary>
    [Fact]
    public void Accepts_Always_NamesAForm() => Assert.NotEqual(GradientForms.None, Create().Accepts);

    /// <summary>The state that it declares is the same for every object: checkpoints depend on it.</summary>
    [Fact]
    public void State_OfEveryObject_IsTheSame() => Assert.Equal(Create().State.Slots.AsEnumerable(), Create().State.Slots.AsEnumerable());

    /// <summary>Weights and state are made of numbers after every step, also when gradients are zero, tiny or huge.</summary>
    /// <param name="situation">Which matrices.</param>
    [Theory]
    [MemberData(nameof(LowRankCase.Names), MemberType = typeof(LowRankCase))]
    public void Step_AnyGradient_KeepsWeightsAndStateFinite(string situation)
    {
        foreach (var factor in new[] { 1, 0, 1e-15, 1e12 })
        {
            Run(situation, factor, (members, _) =>
            {
                foreach (var member in members)
                {
                    Tensors.AssertFinite(member.Weight, "A weight");
                    foreach (var tensor in member.State)
                    {
                        Tensors.AssertFinite(tensor, "The state");
                    }
                }
            });
        }
    }

    /// <summary>The energies reported are those of the projected gradients: triggers decide by them.</summary>
    /// <param name="situation">Which matrices.</param>
    [Theory]
    [MemberData(nameof(LowRankCase.Names), MemberType = typeof(LowRankCase))]
    public void Step_Always_ReportsTheEnergyOfTheProjectedGradient(string situation)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var (step, example) = (Create(), LowRankCase.Of(situation));
        if (!step.Accepts.HasFlag(example.Form))
        {
            return;
        }

        var (members, gradients) = (example.NewMembers(step.State), example.NewGradients(1));
        var energies = full([members.Count], double.NaN, ScalarType.Float64);
        var whole = new GradientView.Full(example.Shape, gradients);

        step.Step(new BucketView(example.Shape, example.Rank, members), example.ViewOf(gradients, members), LowRankCase.Scalars, energies);

        for (var index = 0; index < members.Count; index++)
        {
            var expected = Tensors.Energy(members[index].Basis.t().mm(whole.Canonical(index)));
            var actual = energies[index].item<double>();
            var rounding = 64 * Tensors.Epsilon(example.Shape.StateDtype) * expected;
            Assert.True(Math.Abs(actual - expected) <= rounding, $"Reported is {actual:R}, where the projected gradient has {expected:R}.");
        }
    }

    /// <summary>Gradients and bases are read only.</summary>
    /// <param name="situation">Which matrices.</param>
    [Theory]
    [MemberData(nameof(LowRankCase.Names), MemberType = typeof(LowRankCase))]
    public void Step_Always_LeavesGradientsAndBasesAlone(string situation) => Run(situation, 1, (members, gradients) =>
    {
        var example = LowRankCase.Of(situation);
        var (fresh, last) = (example.NewMembers(Create().State), example.NewGradients(Steps));
        for (var index = 0; index < members.Count; index++)
        {
            Tensors.AssertSameBits(fresh[index].Basis, members[index].Basis, "A basis");
            Tensors.AssertSameBits(last[index], gradients[index], "A gradient");
        }
    });

    /// <summary>The same steps give the same bits, from another object too: a resumed run is the run.</summary>
    /// <param name="situation">Which matrices.</param>
    [Theory]
    [MemberData(nameof(LowRankCase.Names), MemberType = typeof(LowRankCase))]
    public void Step_Again_GivesTheSameBits(string situation)
    {
        using var scope = NewDisposeScope();
        List<Tensor> first = [];
        Run(situation, 1, (members, _) => first.AddRange(Tensors.Keep(members.SelectMany(member => member.State.Prepend(member.Weight)))));

        Run(situation, 1, (members, _) =>
        {
            foreach (var (before, after) in first.Zip(members.SelectMany(member => member.State.Prepend(member.Weight))))
            {
                Tensors.AssertSameBits(before, after, "A weight or its state");
            }
        });
    }

    /// <summary>Matrices of a bucket do not influence each other.</summary>
    /// <param name="situation">Which matrices.</param>
    [Theory]
    [MemberData(nameof(LowRankCase.Names), MemberType = typeof(LowRankCase))]
    public void Step_MatrixAmongOthers_MovesAsItDoesAlone(string situation)
    {
        using var scope = NewDisposeScope();
        List<Tensor> together = [];
        Run(situation, 1, (members, _) => together.AddRange(Tensors.Keep(members.Select(member => member.Weight))));

        for (var only = 0; only < together.Count; only++)
        {
            Run(situation, 1, (members, _) => Tensors.AssertClose(together[only], members[0].Weight, 1e-4, "A matrix among others"), only);
        }
    }

    /// <summary>When a step is over, no tensor of it is left.</summary>
    [Fact]
    public void Step_Done_LeavesNoTensorBehind()
    {
        using var outer = NewDisposeScope();
        using var noGradients = no_grad();
        var step = Create();
        var example = LowRankCase.Of(step.Accepts.HasFlag(GradientForms.Full)
            ? "wide, fp32, rank 3, full gradients"
            : "wide, fp32, rank 3, projected gradients");
        var (members, gradients) = (example.NewMembers(step.State), example.NewGradients(1));
        var (view, energies) = (example.ViewOf(gradients, members), zeros([members.Count], ScalarType.Float64));
        var before = Tensors.LiveCount;

        for (var round = 0; round < 3; round++)
        {
            using var scope = NewDisposeScope();
            step.Step(new BucketView(example.Shape, example.Rank, members), view, LowRankCase.Scalars, energies);
        }

        Assert.Equal(before, Tensors.LiveCount);
    }

    /// <summary>Takes some steps as the engine does, with gradients of the last one handed to the check.</summary>
    private void Run(string situation, double factor, Action<IReadOnlyList<BucketMember>, IReadOnlyList<Tensor>> check, int? only = null)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var (step, example) = (Create(), LowRankCase.Of(situation));
        if (!step.Accepts.HasFlag(example.Form))
        {
            return;
        }

        var members = Pick(example.NewMembers(step.State));
        IReadOnlyList<Tensor> gradients = [];
        for (var number = 1; number <= Steps; number++)
        {
            gradients = Pick(example.NewGradients(number, factor));
            members = [.. members.Select(member => member with { Step = number })];
            step.Step(
                new BucketView(example.Shape, example.Rank, members), example.ViewOf(gradients, members), LowRankCase.Scalars,
                zeros([members.Count], ScalarType.Float64));
        }

        check(members, gradients);

        IReadOnlyList<T> Pick<T>(IReadOnlyList<T> all) => only is { } index ? [all[index]] : all;
    }
}
