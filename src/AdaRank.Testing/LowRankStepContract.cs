using AdaRank.Banks;
using AdaRank.State;
using AdaRank.Steps;
using AdaRank.Testing.Cases;
using Xunit;
using static TorchSharp.torch;

namespace AdaRank.Testing;

/// <summary>What the engine relies on in a step in the subspace. Derive a class from it, in one line, to test yours.</summary>
/// <typeparam name="TStep">The step under test.</typeparam>
/// <remarks>
/// Tried are tall, wide and square matrices in fp32 and fp64, ranks from one to full, gradients in every form that the
/// step accepts, two matrices to a bucket, several steps from state of zeros with a refresh among them. Steps with error
/// feedback and steps that move the weights early are called in the engine's order. That the weight moves inside the
/// subspace only is no part of the contract: a step may add what the subspace leaves out.
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
            Run(situation, factor, run =>
            {
                foreach (var member in run.Members)
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
    public void Step_Always_LeavesGradientsAndBasesAlone(string situation) => Run(situation, 1, run =>
    {
        for (var index = 0; index < run.Members.Count; index++)
        {
            Tensors.AssertSameBits(run.PristineBases[index], run.Members[index].Basis, "A basis");
            Tensors.AssertSameBits(run.PristineGradients[index], run.Gradients[index], "A gradient");
        }
    });

    /// <summary>Each part of a step writes what is its own: weights by one part only, carried state alone before a step or after a transport.</summary>
    /// <param name="situation">Which matrices.</param>
    [Theory]
    [MemberData(nameof(LowRankCase.Names), MemberType = typeof(LowRankCase))]
    public void Step_InParts_WritesInEachWhatIsItsOwn(string situation)
    {
        var (step, example) = (Create(), LowRankCase.Of(situation));
        if (!LowRankRun.Accepts(step, example))
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var run = new LowRankRun(step, example);
        for (var number = 1; number <= Steps; number++)
        {
            (string? Part, IReadOnlyList<BucketMember> Members, IReadOnlyList<Tensor> Copies) before = (null, [], []);
            run.Take(between: next =>
            {
                CheckWritten(step, before.Part, before.Members, before.Copies);
                before = (next, run.Members, Copies(run.Members));
            });
        }

        static IReadOnlyList<Tensor> Copies(IReadOnlyList<BucketMember> members) =>
            Tensors.Snapshot(members.SelectMany(member => member.State.Prepend(member.Weight)));
    }

    /// <summary>A compensated gradient has the gradient's shape, and may be disposed without harm to anything.</summary>
    /// <param name="situation">Which matrices.</param>
    [Theory]
    [MemberData(nameof(LowRankCase.Names), MemberType = typeof(LowRankCase))]
    public void Compensate_AfterAStep_GivesATensorOfItsOwn(string situation) => Run(situation, 1, run =>
    {
        if (Create() is not IErrorFeedbackStep feedback)
        {
            return;
        }

        for (var index = 0; index < run.Members.Count; index++)
        {
            var (gradient, state) = (run.Gradients[index], run.Members[index].State);
            var compensated = feedback.Compensate(LowRankCase.Of(situation).Shape, gradient, state);
            Assert.Equal(gradient.shape, compensated.shape);
            Tensors.AssertFinite(compensated, "A compensated gradient");
            compensated.Dispose();
            Assert.False(gradient.IsInvalid, "The gradient went with the compensated one.");
            Tensors.AssertSameBits(run.PristineGradients[index], gradient, "A gradient");
            Assert.All(state, tensor => Assert.False(tensor.IsInvalid, "State went with the compensated gradient."));
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
        Run(situation, 1, run => first.AddRange(Tensors.Keep(run.Members.SelectMany(member => member.State.Prepend(member.Weight)))));

        Run(situation, 1, run =>
        {
            foreach (var (before, after) in first.Zip(run.Members.SelectMany(member => member.State.Prepend(member.Weight))))
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
        Run(situation, 1, run => together.AddRange(Tensors.Keep(run.Members.Select(member => member.Weight))));

        for (var only = 0; only < together.Count; only++)
        {
            Run(situation, 1, run => Tensors.AssertClose(together[only], run.Members[0].Weight, 1e-4, "A matrix among others"), only);
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
        var (whole, bucket) = (new GradientView.Full(example.Shape, gradients), new BucketView(example.Shape, example.Rank, members));
        var before = Tensors.LiveCount;

        for (var round = 0; round < 3; round++)
        {
            using var scope = NewDisposeScope();
            (step as IErrorFeedbackStep)?.Compensate(example.Shape, gradients[0], members[0].State).Dispose();
            (step as IEarlyUpdateStep)?.Update(bucket, whole, LowRankCase.Scalars);
            (step as IErrorFeedbackStep)?.AfterTransport(
                new BasisChange(example.Shape, members[0].Basis, members[0].State, members[0].Basis, members[0].State));
            step.Step(bucket, view, LowRankCase.Scalars, energies);
        }

        Assert.Equal(before, Tensors.LiveCount);
    }

    private static void CheckWritten(ILowRankStep step, string? part, IReadOnlyList<BucketMember> members, IReadOnlyList<Tensor> copies)
    {
        var slots = step.State.Slots;
        var (mayWeights, mayMoments, mayCarried) = part switch
        {
            nameof(ILowRankStep.Step) => (step is not IEarlyUpdateStep, true, true),
            nameof(IEarlyUpdateStep.Update) => (true, false, true),
            nameof(IErrorFeedbackStep.AfterTransport) => (false, false, true),
            _ => (false, false, false),
        };
        for (var index = 0; part is not null && index < members.Count; index++)
        {
            var own = copies.Skip(index * (slots.Length + 1)).Take(slots.Length + 1).ToList();
            if (!mayWeights)
            {
                Tensors.AssertSameBits(own[0], members[index].Weight, $"A weight, after {part},");
            }

            for (var slot = 0; slot < slots.Length; slot++)
            {
                if (!(slots[slot].Role is StateRole.Carried ? mayCarried : mayMoments))
                {
                    Tensors.AssertSameBits(own[slot + 1], members[index].State[slot], $"State '{slots[slot].Name}', after {part},");
                }
            }
        }
    }

    /// <summary>Takes some steps as the engine does.</summary>
    private void Run(string situation, double factor, Action<LowRankRun> check, int? only = null)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var (step, example) = (Create(), LowRankCase.Of(situation));
        if (!LowRankRun.Accepts(step, example))
        {
            return;
        }

        var run = new LowRankRun(step, example, only);
        for (var number = 1; number <= Steps; number++)
        {
            run.Take(factor);
        }

        check(run);
    }
}
