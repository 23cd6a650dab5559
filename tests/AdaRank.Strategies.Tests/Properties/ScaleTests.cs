using AdaRank.Composition;
using AdaRank.Plugins.Projection.Coap;
using AdaRank.Plugins.Rank.ByteBudget;
using AdaRank.Plugins.Rank.Convergence;
using AdaRank.Plugins.Steps;
using AdaRank.Plugins.Steps.Apollo;
using AdaRank.Plugins.Steps.Fira;
using AdaRank.Plugins.Steps.Frugal;
using AdaRank.Plugins.Steps.LDAdam;
using AdaRank.Plugins.Steps.LowRankAdam;
using AdaRank.Strategies.Tests.Combinations;
using CsCheck;

namespace AdaRank.Strategies.Tests.Properties;

/// <summary>How large gradients are does not matter, and how large the learning rate is matters in proportion.</summary>
/// <remarks>
/// The first holds but for numbers with the unit of a gradient, which are out of the way here: ε of Adam is 1e-30, σ of the
/// refresh by convergence 0, and gradients are large beside the 1e-8 in the norms of Fira and APOLLO and the angle of
/// SubTrack++. COAP clips the slope of its basis, which is not scale-free, so its basis stays between two refreshes.
/// </remarks>
public sealed class ScaleTests
{
    private const int Cases = 20;
    private const double TinyEpsilon = 1e-30;

    /// <summary>Gradients of a million: the smallest norm of a column is far above the guards, and powers of ten may follow.</summary>
    private const int LargeExponent = 6;

    private const int Unit = 8;

    public static TheoryData<string> AllProfiles => [.. Settings.AllProfiles];

    public static TheoryData<string> LowRankProfiles => [.. Settings.LowRankProfiles];

    [Theory]
    [MemberData(nameof(LowRankProfiles))]
    public void Train_ScaledGradients_MovesTheSame(string profile) => Property.Holds(
        Gen.Select(RunCase.RegularFor(profile), Gen.Double[-3, 6]), Cases, sample =>
        {
            // The scale of an 8-bit block is rounded to fp32: only by powers of two all codes stay what they are.
            var factor = profile == Profiles.GaLore8Bit ? Math.Pow(2, Math.Round(sample.Item2)) : Math.Pow(10, sample.Item2);
            var run = sample.Item1 with { Exponent = LargeExponent };
            AssertSameRun(run, factor, ProfileSettings.Of(profile, run, change: group => LeaveOutUnits(profile, group)));
        });

    [Theory]
    [InlineData("byte-budget")]
    [InlineData("effective-rank")]
    [InlineData("energy-threshold")]
    [InlineData("spectral-gap")]
    [InlineData("stable-rank")]
    public void Train_ScaledGradients_ChoosesTheSameRanks(string policy) => Property.Holds(
        Gen.Select(RunCase.Regular, Gen.Double[-9, 9]), 2 * Cases, sample =>
        {
            var (run, power) = sample;

            // Bytes for about half of the ranks that the bounds allow.
            var budget = Unit * (run.ShortSide + (2 * run.LongSide)) * (1 + (run.Rank / 2));
            AssertSameRun(run, Math.Pow(10, power), ProfileSettings.Of(Profiles.AdaRankGrad, run, change: group =>
            {
                LeaveOutUnits(Profiles.AdaRankGrad, group);
                _ = policy == "byte-budget"
                    ? group.Rank<ByteBudgetOptions>(policy, options => options.Budget = budget)
                    : group.Rank(policy);
            }));
        });

    /// <summary>Gradients are given here, so that state knows nothing of weights: a whole run is linear in the rate, not only a step.</summary>
    [Theory]
    [MemberData(nameof(AllProfiles))]
    public void Train_LargerLearningRate_MovesInProportion(string profile) => Property.Holds(
        Gen.Select(RunCase.Any, Gen.Double[0.01, 100]), Cases, sample =>
        {
            var (run, factor) = (sample.Item1 with { IsSingle = false }, sample.Item2);
            var start = run.Start();
            using var matrix = new TrainedMatrix(start, ProfileSettings.Of(profile, run, rate: 0.01));
            using var faster = new TrainedMatrix(start, ProfileSettings.Of(profile, run, rate: 0.01 * factor));

            var moved = matrix.Train(run.Gradients()) - start;
            var movedFaster = faster.Train(run.Gradients()) - start;

            var rounding = 8 * run.Rounding * run.Steps * (((1 + factor) * start.Norm()) + (run.ShortSide * movedFaster.Norm()));
            Closeness.AssertWithin(moved * factor, movedFaster, rounding, $"The way at {factor:g4} times the rate");
        });

    private static void AssertSameRun(RunCase run, double factor, Action<AdaRankBuilder> configure)
    {
        var start = run.Start();
        using var matrix = new TrainedMatrix(start, configure);
        using var scaled = new TrainedMatrix(start, configure);
        foreach (var gradient in run.Gradients())
        {
            matrix.Step(gradient);
            scaled.Step(gradient * factor);

            var weight = matrix.Weight;
            Assert.Equal(matrix.Optimizer.Matrices[0].Rank, scaled.Optimizer.Matrices[0].Rank);
            Closeness.AssertWithin(weight, scaled.Weight, run.Allowed(start, weight), $"The weight with gradients of {factor:g4} times the size");
        }
    }

    private static void LeaveOutUnits(string profile, GroupBuilder group)
    {
        _ = profile switch
        {
            Profiles.Apollo or Profiles.ApolloMini => group.Step<ApolloOptions>("apollo", SetEpsilon),
            Profiles.Fira or Profiles.SubTrack => group.Step<FiraOptions>("fira", SetEpsilon),
            Profiles.Frugal => group.Step<FrugalOptions>("frugal", SetEpsilon),
            Profiles.LDAdam => group.Step<LDAdamOptions>("ldadam", static options => options.Epsilon = TinyEpsilon),
            Profiles.Flora or Profiles.Sumo => group,
            _ => group.Step<LowRankAdamOptions>("adam", SetEpsilon),
        };
        _ = profile switch
        {
            Profiles.AdaRankGrad => group.Refresh<ConvergenceOptions>("convergence", static options => options.ConvergedNorm = 0),
            Profiles.Coap => group.Basis<CoapOptions>("coap", static options => options.Interval = int.MaxValue),
            _ => group,
        };

        static void SetEpsilon(AdamOptions options) => options.Epsilon = TinyEpsilon;
    }
}
