using AdaRank.Composition;
using AdaRank.Optimization;
using CsCheck;
using static TorchSharp.torch;

namespace AdaRank.Strategies.Tests.Properties;

/// <summary>Without weight decay, a step moves the weight only where its method says that it does.</summary>
public sealed class UpdateSubspaceTests
{
    private const int Cases = 25;

    /// <summary>ΔW = Q N: nothing outside the span of the basis that the step used. An online basis moves only after that.</summary>
    [Theory]
    [InlineData(Profiles.AdaRankGrad)]
    [InlineData(Profiles.Coap)]
    [InlineData(Profiles.GaLore)]
    [InlineData(Profiles.GaLore8Bit)]
    [InlineData(Profiles.GoLore)]
    [InlineData(Profiles.LDAdam)]
    [InlineData(Profiles.OnlineSubspaceDescent)]
    [InlineData(Profiles.Sumo)]
    public void Step_MethodOfTheSubspaceAlone_StaysInTheSpanOfItsBasis(string profile) =>
        AssertEachStep(profile, static (_, basis, moved) => Outside(basis, moved));

    /// <summary>ΔW = A diag(f): each column is parallel to the one of the gradient.</summary>
    [Theory]
    [InlineData(Profiles.Apollo)]
    [InlineData(Profiles.ApolloMini)]
    public void Step_Apollo_ScalesTheColumnsOfTheGradient(string profile) =>
        AssertEachStep(profile, static (gradient, _, moved) => NotParallel(gradient, moved));

    /// <summary>ΔW = Q N + (A - Q Â) diag(f): outside the span, each column is parallel to what the gradient has there.</summary>
    [Theory]
    [InlineData(Profiles.Fira)]
    [InlineData(Profiles.SubTrack)]
    public void Step_Fira_ScalesTheColumnsOfTheGradientOutsideItsBasis(string profile) =>
        AssertEachStep(profile, static (gradient, basis, moved) => NotParallel(Outside(basis, gradient), Outside(basis, moved)), RunCase.Regular);

    /// <param name="profile">A profile of a method.</param>
    /// <param name="breachOf">The part of a canonical update that should not be there, from gradient, basis and update.</param>
    /// <param name="cases">The cases, all of them unless given: what is left of a gradient may be little, and its direction rounding.</param>
    private static void AssertEachStep(
        string profile, Func<Tensor, Tensor, Tensor, Tensor> breachOf, Gen<RunCase>? cases = null) => Property.Holds(cases ?? RunCase.Any, Cases, run =>
    {
        using var matrix = new TrainedMatrix(run.Start(), ProfileSettings.Of(profile, run));
        foreach (var gradient in run.Gradients())
        {
            var before = matrix.Weight;
            var earlier = matrix.Bank!.Matrices[0].Basis?.clone();
            var isRefreshed = matrix.Step(gradient).Refreshed > 0;
            var basis = isRefreshed || earlier is null ? BasisOf(matrix) : earlier;

            // In fp64, so that nothing but the step itself has rounded: W once, by its own size, and the update by its own.
            var moved = run.Canonical(matrix.Weight.to(ScalarType.Float64) - before.to(ScalarType.Float64));
            var breach = breachOf(run.Canonical(gradient).to(ScalarType.Float64), basis.to(ScalarType.Float64), moved).Norm();
            var allowed = 16 * run.Rounding * (before.Norm() + (run.ShortSide * moved.Norm()));
            Assert.True(breach <= allowed, $"{breach:g4} of a step of {moved.Norm():g4} is where it should not be; rounding is {allowed:g4}.");
        }
    });

    private static Tensor BasisOf(TrainedMatrix matrix) =>
        OpenedMatrix.Of(matrix.Bank!.Group, matrix.Bank.Shape, matrix.Bank.Matrices[0]).Basis.clone();

    private static Tensor Outside(Tensor basis, Tensor columns)
    {
        // A basis that follows the gradient is not orthonormal, but its span is what counts.
        var span = linalg.qr(basis).Q;
        return columns - span.mm(span.t().mm(columns));
    }

    private static Tensor NotParallel(Tensor direction, Tensor columns)
    {
        var unit = direction / direction.norm(0).clamp_min(1e-300);
        return columns - (unit * (unit * columns).sum(dim: 0));
    }
}
