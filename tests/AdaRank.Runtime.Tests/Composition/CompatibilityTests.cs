using AdaRank.Banks;
using AdaRank.Composition;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Refresh;
using AdaRank.State;
using AdaRank.Steps;
using AdaRank.Tests.Optimization;
using AdaRank.Tests.Optimization.Hooks;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Tests.Composition;

/// <summary>Plugins that make no sense together are refused before training starts, with the reason.</summary>
public sealed class CompatibilityTests
{
    [Fact]
    public void Build_PolicyThatReadsASpectrum_BesideABasisWithoutOne() => AssertRefused(
        group => group.Basis("skewed").Transport("keep"),
        "rank policy of all groups is 'energy-threshold': use a policy that needs no spectrum, for example 'fixed', or another basis: "
        + "basis 'skewed' does not tell which energies it captures.");

    [Fact]
    public void Build_StepThatNeedsOrthonormality_BesideASkewedBasis() => AssertRefused(
        group => group.Basis("skewed").Rank("unseeing").Transport("keep").Step("strict"),
        "step of all groups is 'strict': use another step, or another basis: it needs an orthonormal one, and that of basis 'skewed' is not.");

    [Fact]
    public void Build_TriggerThatReadsCapturedShares_BesideASkewedBasis() => AssertRefused(
        group => group.Basis("skewed").Rank("unseeing").Transport("keep").Refresh("watching"),
        "refresh trigger of all groups is 'watching': use a trigger that does not ask for the captured share, for example 'interval', "
        + "or another basis: that of basis 'skewed' is not orthonormal.");

    [Fact]
    public void Build_BasisThatFollowsTheMoment_BesideAStepWithoutOne() => AssertRefused(
        group => group.Basis("moved").Rank("unseeing").Transport("keep").Step("bare"),
        "basis of all groups is 'moved': use a step that keeps a first moment, or another basis: it follows the moment, and step 'bare' keeps none.");

    [Fact]
    public void Build_SeveralMisfits_AreNamedTogether()
    {
        var error = Assert.Throws<InvalidCompositionException>(() => Create(
            group => group.Basis("skewed").Transport("keep").Step("strict")));

        Assert.Equal(2, error.Problems.Count);
    }

    [Fact]
    public void Build_PluginsThatFit_AreTaken()
    {
        using var optimizer = Create(group => group.Basis("skewed").Rank("unseeing").Transport("keep"));

        Assert.NotNull(optimizer);
    }

    private static void AssertRefused(Action<GroupBuilder> change, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidSettingException>(() => Create(change)).Message);

    private static AdaRank.Optimization.AdaRankOptimizer Create(Action<GroupBuilder> change) => Optimizers.Create(
        new ParameterModel().LowRank("a", zeros([6, 8])),
        adarank => adarank.AllGroups(change),
        services => services
            .AddKeyedSingleton<IProjectionUpdater>("skewed", new Basis(BasisTraits.None, needsFirstMoment: false))
            .AddKeyedSingleton<IProjectionUpdater>("moved", new Basis(BasisTraits.Orthonormal, needsFirstMoment: true))
            .AddKeyedSingleton<IRankPolicy>("unseeing", new Unseeing())
            .AddKeyedSingleton<IRefreshTrigger>("watching", new Watching())
            .AddKeyedSingleton<ILowRankStep>("bare", new ProbeStep())
            .AddKeyedSingleton<ILowRankStep>(
                "strict",
                new ProbeStep(new StateSlot("m", StateRole.FirstMoment, StateDimension.Rank, StateDimension.LongSide, 0.9)) { Needs = BasisTraits.Orthonormal }));

    private sealed class Basis(BasisTraits traits, bool needsFirstMoment) : IProjectionUpdater
    {
        public BasisTraits Traits { get; } = traits;

        public bool NeedsFirstMoment { get; } = needsFirstMoment;

        public GradientForms Accepts => GradientForms.Full;

        public int SketchWidth(in BankShape shape, in RankBounds bounds) => bounds.Highest;

        public long ScratchBytes(in BankShape shape, in RankBounds bounds) => 0;

        public void Sketch(BankView bank, GradientView gradients, SketchView result)
        {
        }

        public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases)
        {
        }
    }

    private sealed class Unseeing : IRankPolicy
    {
        public bool NeedsSpectrum => false;

        public int ChooseRank(in RankObservation observation) => observation.Bounds.Highest;
    }

    private sealed class Watching : IRefreshTrigger
    {
        public RefreshMeasures Needs => RefreshMeasures.Captured;

        public RefreshCause Examine(in RefreshObservation observation) => RefreshCause.None;
    }
}
