using AdaRank.Composition;
using AdaRank.Strategies.Tests.Combinations;

namespace AdaRank.Strategies.Tests.Properties;

/// <summary>The same seed gives the same bits, and random numbers do depend on it.</summary>
public sealed class DeterminismTests
{
    private const int Cases = 20;

    public static TheoryData<string> AllProfiles => [.. Settings.AllProfiles];

    [Theory]
    [MemberData(nameof(AllProfiles))]
    public void Train_Twice_GivesTheSameBits(string profile) => Property.Holds(RunCase.Any, Cases, run =>
    {
        using var once = new TrainedMatrix(run.Start(), ProfileSettings.Of(profile, run));
        using var again = new TrainedMatrix(run.Start(), ProfileSettings.Of(profile, run));
        foreach (var gradient in run.Gradients())
        {
            var summary = once.Step(gradient);

            Assert.Equal(summary, again.Step(gradient));
            Closeness.AssertSameBits(once.Bits(), again.Bits(), "The second run");
            Assert.Equal(once.Optimizer.Matrices, again.Optimizer.Matrices);
        }
    });

    [Theory]
    [InlineData(Profiles.Apollo)]
    [InlineData(Profiles.ApolloMini)]
    [InlineData(Profiles.Flora)]
    public void Train_DrawnBasisOfAnotherSeed_MovesElsewhere(string profile)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var run = new RunCase(9, 7, 2, 2, 3, GradientKind.Gaussian, 0, IsSingle: false, Seed: 3);
        using var matrix = new TrainedMatrix(run.Start(), ProfileSettings.Of(profile, run));
        using var other = new TrainedMatrix(run.Start(), ProfileSettings.Of(profile, run with { Seed = 4 }));

        var (weight, otherWeight) = (matrix.Train(run.Gradients()), other.Train(run.Gradients()));

        Assert.True((weight - otherWeight).Norm() > 1e-3);
    }
}
