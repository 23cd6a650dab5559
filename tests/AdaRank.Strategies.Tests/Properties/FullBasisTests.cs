using AdaRank.Composition;
using AdaRank.Plugins.Projection.Coordinates;
using AdaRank.Plugins.Rank.Interval;
using AdaRank.Plugins.Steps;
using AdaRank.Plugins.Steps.Frugal;
using CsCheck;

namespace AdaRank.Strategies.Tests.Properties;

/// <summary>With a basis of all directions nothing is left outside, and low-rank steps are what they approximate.</summary>
/// <remarks>
/// They are AdamW only if the basis is the identity, or a permutation: Adam is elementwise, and in a rotated basis it takes other
/// steps, as good as they may be. That nothing of the gradient is lost holds of every orthonormal basis.
/// </remarks>
public sealed class FullBasisTests
{
    private const int Cases = 30;
    private const double Rate = 0.1;
    private const double Decay = 0.05;

    [Theory]
    [InlineData("keep")]
    [InlineData("linear")]
    [InlineData("restore")]
    [InlineData("rotate")]
    [InlineData("square")]
    public void Train_AdamInTheIdentityBasis_IsAdamW(string transport) =>
        AssertIsAdamW(RunCase.Any, static _ => { }, group => group.Transport(transport).Step("adam"));

    [Theory]
    [InlineData("keep")]
    [InlineData("rotate")]
    public void Train_FiraInTheIdentityBasis_IsAdamW(string transport) =>
        AssertIsAdamW(RunCase.Any, static _ => { }, group => group.Transport(transport).Step("fira"));

    /// <summary>As published FRUGAL forgets its moments at a refresh; without that it is Adam as well.</summary>
    [Fact]
    public void Train_FrugalInTheIdentityBasisWithoutRestart_IsAdamW() => AssertIsAdamW(
        RunCase.Any,
        static _ => { },
        static group => group.Transport("keep").Step<FrugalOptions>("frugal", static options => options.RestartBias = false));

    [Fact]
    public void Train_LDAdamInTheIdentityBasis_IsAdamWOfItsDecays() => AssertIsAdamW(
        RunCase.Any,
        static options => (options.Beta1, options.Beta2) = (0.908, 0.99),
        static group => group.Transport("rotate").Step("ldadam"));

    /// <summary>Drawn coordinates are another permutation after each refresh, and the overlap of two carries the moments along.</summary>
    [Theory]
    [InlineData("adam")]
    [InlineData("fira")]
    public void Train_AllCoordinatesInAnyOrder_IsAdamW(string step) => AssertIsAdamW(
        RunCase.Any,
        static _ => { },
        group => group.Basis<CoordinatesOptions>("coordinates", static options => options.Random = true).Transport("rotate").Step(step));

    /// <summary>By energy the order is one of the gradient, but rows of none are left out: only where all rows have some is it all.</summary>
    [Fact]
    public void Train_AllCoordinatesByEnergy_IsAdamW() => AssertIsAdamW(
        RunCase.Regular, static _ => { }, static group => group.Basis("coordinates").Transport("rotate").Step("adam"));

    [Theory]
    [InlineData(Profiles.GaLore)]
    [InlineData(Profiles.GoLore)]
    [InlineData(Profiles.Fira)]
    [InlineData(Profiles.SubTrack)]
    public void Train_AnyBasisOfAllDirections_CapturesEverything(string profile) => Property.Holds(RunCase.Any, Cases, any =>
    {
        var run = any with { Rank = any.ShortSide };
        using var matrix = new TrainedMatrix(run.Start(), ProfileSettings.Of(profile, run));
        foreach (var gradient in run.Gradients())
        {
            matrix.Step(gradient);

            // A provisional basis, which stands in until there is a gradient, has seen only zeros: all of them are captured.
            // 1e-5 is how orthonormal bases in fp32 are.
            Assert.Equal(1, matrix.Optimizer.Matrices[0].Captured, run.IsSingle ? 2e-5 : 1e-12);
        }
    });

    private static void AssertIsAdamW(Gen<RunCase> cases, Action<AdamOptions> setAdam, Action<GroupBuilder> configure) =>
        Property.Holds(cases, Cases, run =>
        {
            using var full = new TrainedMatrix(run.Start(), adarank => adarank
                .LearningRate(Rate).WeightDecay(Decay).UseProfile(Profiles.AdamW).FullRankStep("adam", setAdam));
            using var projected = new TrainedMatrix(run.Start(), adarank =>
            {
                var identity = IdentityUpdater.AddTo(adarank);
                adarank.LearningRate(Rate).WeightDecay(Decay).Seed(run.Seed).AllGroups(group => configure(group
                    .Ranks(1, run.ShortSide)
                    .Rank("fixed")
                    .Refresh<IntervalOptions>("interval", options => options.Interval = run.Interval)
                    .Basis(identity)));
            });

            foreach (var gradient in run.Gradients())
            {
                full.Step(gradient);
                projected.Step(gradient);

                // Weights and steps are of size one, and each operation on an element rounds it once.
                var distance = 64 * run.Rounding * run.Steps * Math.Sqrt(run.Rows * run.Columns);
                Closeness.AssertWithin(full.Weight, projected.Weight, distance, "The weight");
            }
        });
}
