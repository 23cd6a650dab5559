using AdaRank.Composition;
using AdaRank.Plugins.Rank.Interval;
using AdaRank.Plugins.Steps;
using AdaRank.Plugins.Steps.Apollo;
using AdaRank.Plugins.Steps.Fira;
using AdaRank.Plugins.Steps.Frugal;
using AdaRank.Plugins.Steps.LDAdam;
using AdaRank.Plugins.Steps.LowRankAdam;
using AdaRank.State;
using AdaRank.Strategies.Tests.Combinations;
using CsCheck;

namespace AdaRank.Strategies.Tests.Properties;

/// <summary>Second moments are never negative, whatever carries them into a new basis and however they are stored.</summary>
/// <remarks>The root of a negative one is NaN. Only the printed linear rule without its clamp may give one (method.md eq. 5.3).</remarks>
public sealed class SecondMomentTests
{
    private const int Cases = 60;
    private const int CasesOfAProfile = 12;

    private static readonly Gen<string> Bases = Gen.OneOfConst(
        "coordinates", "dct", "exact-svd", "geodesic", "interpolated-power-iteration", "power-iteration", "random-orthonormal", "randomized-svd");

    private static readonly Gen<string> Transports = Gen.OneOfConst([.. WatchedTransport.Keys]);

    public static TheoryData<string> LowRankProfiles => [.. Settings.LowRankProfiles];

    [Theory]
    [MemberData(nameof(LowRankProfiles))]
    public void Train_Profile_KeepsSecondMomentsNotNegative(string profile) => Property.Holds(RunCase.Any, CasesOfAProfile, run =>
    {
        using var matrix = new TrainedMatrix(run.Start(), ProfileSettings.Of(profile, run));
        AssertNotNegative(matrix, run);
    });

    [Theory]
    [InlineData("adam")]
    [InlineData("apollo")]
    [InlineData("fira")]
    [InlineData("frugal")]
    [InlineData("ldadam")]
    public void Train_AnyBasisTransportRankAndEncoding_KeepsSecondMomentsNotNegative(string step) => Property.Holds(
        Gen.Select(RunCase.Any, Bases, Transports, Gen.Enum<StateEncoding>(), Gen.Enum<StateEncoding>()), Cases, sample =>
        {
            var (run, basis, transport, first, second) = sample;
            using var matrix = new TrainedMatrix(run.Start(), adarank =>
            {
                var ranks = DrawnRanks.AddTo(adarank, run.Seed);
                var watched = WatchedTransport.AddTo(adarank, transport);
                adarank.LearningRate(0.1).Seed(run.Seed).AllGroups(group => Encode(
                    step,
                    first,
                    second,
                    group
                        .Ranks(1, run.Rank)
                        .Rank(ranks)
                        .Refresh<IntervalOptions>("interval", options => options.Interval = run.Interval)
                        .Basis(basis)
                        .Transport(watched)));
            });
            AssertNotNegative(matrix, run);
        });

    private static void Encode(string step, StateEncoding first, StateEncoding second, GroupBuilder group)
    {
        _ = step switch
        {
            "apollo" => group.Step<ApolloOptions>(step, Set),
            "fira" => group.Step<FiraOptions>(step, Set),
            "frugal" => group.Step<FrugalOptions>(step, Set),
            "ldadam" => group.Step<LDAdamOptions>(step, options => (options.FirstMoment, options.SecondMoment) = (first, second)),
            _ => group.Step<LowRankAdamOptions>(step, Set),
        };

        void Set(AdamOptions options) => (options.FirstMoment, options.SecondMoment) = (first, second);
    }

    private static void AssertNotNegative(TrainedMatrix matrix, RunCase run)
    {
        var bank = matrix.Bank!;
        foreach (var gradient in run.Gradients())
        {
            matrix.Step(gradient);

            foreach (var (slot, state) in bank.Group.Step.State.Slots.Zip(bank.Matrices[0].State))
            {
                var numbers = state.Open();
                Assert.True(numbers.isfinite().all().item<bool>(), $"'{slot.Name}' is not finite.");
                Assert.True(
                    slot.Role is not StateRole.SecondMoment || numbers.ge(0).all().item<bool>(),
                    $"'{slot.Name}' is negative: {numbers.min().to(TorchSharp.torch.float64).item<double>()}.");
            }

            Assert.True(matrix.Weight.isfinite().all().item<bool>(), "The weight is not finite.");
        }
    }
}
