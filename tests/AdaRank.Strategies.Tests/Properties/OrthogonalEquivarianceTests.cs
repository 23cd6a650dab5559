using AdaRank.Composition;
using AdaRank.Plugins.Projection.OnlineDescent;
using AdaRank.Plugins.Rank.Interval;
using AdaRank.Plugins.Steps.Frugal;
using static TorchSharp.torch;

namespace AdaRank.Strategies.Tests.Properties;

/// <summary>Whoever turns the projected side of all gradients turns bases and updates with it: with O A instead of A, W moves by O ΔW.</summary>
/// <remarks>
/// <para>
/// Let O be orthogonal, d × d. The left singular vectors of O A are O Q, and so are the results of everything that multiplies A
/// from its other side (Ω of a sketch) and orthonormalises; column by column up to a sign, since the sign rule (eq. 3.7) and
/// Householder look at entries: Q' = O Q S with a diagonal S of ±1. Then Â' = Q'ᵀ O A = S Â: the coordinates of the subspace do
/// not know of O. Adam is elementwise on these r × L coordinates, not on the d × L matrix, and odd: N' = S N, and Q' N' = O Q N.
/// Norms of columns, on which the limiters of Fira and APOLLO rest, do not know of O either, and the polar factor of S M is S
/// times that of M.
/// </para>
/// <para>
/// At a refresh R' = S₂ R S₁. Transport by rotation gives M = S₂ R M and the same V, whatever the signs; "keep" gives S₁ M where
/// S₂ M would be right, so with it there is one refresh only. Nothing like this holds where a method is elementwise on the d side:
/// Adam on the basis of Online Subspace Descent (plain descent is fine), the sign of FRUGAL's free part (the residual itself is
/// fine), or bases that are drawn without the gradient (GoLore's later ones, Gaussian projections).
/// </para>
/// </remarks>
public sealed class OrthogonalEquivarianceTests
{
    private const int Cases = 25;

    [Theory]
    [InlineData(Profiles.AdaRankGrad)]
    [InlineData(Profiles.LDAdam)]
    [InlineData(Profiles.SubTrack)]
    [InlineData(Profiles.Sumo)]
    public void Train_TurnedGradients_TurnsTheUpdates(string profile) => AssertTurns(profile, static (_, _) => { });

    [Theory]
    [InlineData(Profiles.Fira)]
    [InlineData(Profiles.GaLore)]
    public void Train_TurnedGradientsWithRotatedMoments_TurnsTheUpdates(string profile) =>
        AssertTurns(profile, static (group, _) => group.Transport("rotate"));

    [Theory]
    [InlineData(Profiles.Coap)]
    [InlineData(Profiles.Fira)]
    [InlineData(Profiles.GaLore)]
    [InlineData(Profiles.GoLore)]
    public void Train_TurnedGradientsWithOneRefreshAndMomentsKept_TurnsTheUpdates(string profile) => AssertTurns(
        profile, static (group, run) => group.Refresh<IntervalOptions>("interval", options => options.Interval = run.Steps + 1).Rank("fixed"), isRefreshedOnce: true);

    [Fact]
    public void Train_TurnedGradientsOfFrugalWithTheResidual_TurnsTheUpdates() => AssertTurns(
        Profiles.Frugal, static (group, _) => group.Step<FrugalOptions>("frugal", static options => options.FreePart = FrugalFreePart.Residual));

    [Fact]
    public void Train_TurnedGradientsOfOnlineSubspaceDescentByPlainDescent_TurnsTheUpdates() => AssertTurns(
        Profiles.OnlineSubspaceDescent,
        static (group, _) => group.Basis<OnlineDescentOptions>("online-descent", static options => (options.Method, options.Rate) = (DescentMethod.Sgd, 0.05)));

    private static void AssertTurns(string profile, Action<GroupBuilder, RunCase> change, bool isRefreshedOnce = false) =>
        Property.Holds(RunCase.Regular, Cases, any =>
        {
            // GoLore draws its bases in later phases: that of the first one is the gradient's.
            var run = profile == Profiles.GoLore ? any with { Steps = Math.Min(any.Steps, 3) } : any;
            var turn = linalg.qr(run.Normal("turn", 0, run.ShortSide, run.ShortSide)).Q;
            var start = run.Start();
            using var matrix = new TrainedMatrix(start, ProfileSettings.Of(profile, run, change: group => change(group, run)));
            using var turned = new TrainedMatrix(Turn(start), ProfileSettings.Of(profile, run, change: group => change(group, run)));
            var refreshes = 0;
            foreach (var gradient in run.Gradients())
            {
                refreshes += matrix.Step(gradient).Refreshed;
                refreshes -= turned.Step(Turn(gradient)).Refreshed;

                Assert.Equal(0, refreshes);
                Assert.Equal(matrix.Optimizer.Matrices[0].Rank, turned.Optimizer.Matrices[0].Rank);
                Closeness.AssertWithin(Turn(matrix.Weight), turned.Weight, run.Allowed(start, matrix.Weight), "The turned weight");
            }

            Assert.True(!isRefreshedOnce || matrix.Optimizer.Matrices[0].RefreshCount <= 1);

            Tensor Turn(Tensor native) => run.Canonical(turn.mm(run.Canonical(native))).contiguous();
        });
}
