using AdaRank.Banks;
using AdaRank.Plugins.Rank.Interval;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.State;
using AdaRank.Steps;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization.Hooks;

public sealed class EarlyUpdateTests
{
    [Fact]
    public void Step_EarlyUpdate_SeesTheBasisBeforeTheRefreshAndStepTheOneAfterIt()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("a", zeros([6, 8]));
        var step = new EarlyStep();
        using var optimizer = Optimizers.Create(
            model,
            adarank => adarank.AllGroups(group => group
                .Ranks(1, 2)
                .Rank("fixed")
                .Basis("drawn")
                .Refresh<IntervalOptions>("interval", options => options.Interval = 2)
                .Transport("keep")
                .Step("probe")),
            services => services
                .AddKeyedSingleton<ILowRankStep>("probe", step)
                .AddKeyedSingleton<IProjectionUpdater>("drawn", new DrawnProjection()));

        for (var number = 0; number < 3; number++)
        {
            model["a"].grad = ones([6, 8]);
            optimizer.Step();
        }

        // A basis tells its draw: draw 0 in steps 1 and 2, draw 1 after the refresh in step 3.
        Assert.Equal(["update 0", "step 0", "update 0", "step 0", "update 0", "step 1"], step.Seen);
        Assert.Equal([1L, 2, 1], step.SubspaceSteps);
    }

    [Fact]
    public void Step_BasisThatIsDrawnAnew_IsNotStored()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("a", zeros([6, 8]));
        using var optimizer = Optimizers.Create(
            model,
            adarank => adarank.AllGroups(group => group.Ranks(1, 2).Rank("fixed").Basis("drawn").Transport("keep")),
            services => services.AddKeyedSingleton<IProjectionUpdater>("drawn", new DrawnProjection()));
        model["a"].grad = zeros([6, 8]);

        optimizer.Step();

        // Two moments of 2 x 8, no basis; a zero gradient is no reason to wait.
        var bytes = optimizer.MeasureState();
        Assert.Equal((2 * 16 * 4, 2 * 16 * 4), (bytes.LowRank, bytes.LowRankAllocated));
        Assert.Equal(1, optimizer.Matrices[0].RefreshCount);
        Assert.Null(optimizer.Banks[0].Matrices[0].Basis);
    }

    private sealed class EarlyStep() : ProbeStep(
        new StateSlot("m", StateRole.FirstMoment, StateDimension.Rank, StateDimension.LongSide, 0.9)), IEarlyUpdateStep
    {
        public List<string> Seen { get; } = [];

        public void Update(BucketView bucket, GradientView gradients, in StepScalars scalars) =>
            Seen.Add($"update {bucket[0].Basis[0, 0].item<float>()}");

        void ILowRankStep.Step(BucketView bucket, GradientView gradients, in StepScalars scalars, Tensor projectedEnergies)
        {
            Seen.Add($"step {bucket[0].Basis[0, 0].item<float>()}");
            Step(bucket, gradients, scalars, projectedEnergies);
        }
    }

    /// <summary>Writes the number of the draw into the basis.</summary>
    private sealed class DrawnProjection : IRegeneratedProjection
    {
        public BasisTraits Traits => BasisTraits.None;

        public GradientForms Accepts => GradientForms.Full;

        public int SketchWidth(in BankShape shape, in RankBounds bounds) => (int)Math.Min(bounds.Highest, shape.ShortSide);

        public long ScratchBytes(in BankShape shape, in RankBounds bounds) => 0;

        public void Sketch(BankView bank, GradientView gradients, SketchView result)
        {
        }

        public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases) => Regenerate(bank, bases);

        public void Regenerate(BankView bank, IReadOnlyList<Tensor> bases) => bases[0].fill_(bank[0].RefreshCount);
    }
}
