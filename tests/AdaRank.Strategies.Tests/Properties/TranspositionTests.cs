using AdaRank.Composition;
using AdaRank.Strategies.Tests.Combinations;
using CsCheck;

namespace AdaRank.Strategies.Tests.Properties;

/// <summary>A matrix and its transpose are trained alike.</summary>
/// <remarks>
/// The smaller side is projected (method.md eq. 2.1), so W with G and Wᵀ with Gᵀ are one problem in canonical orientation, and
/// random numbers are keyed by the name alone. A square matrix is projected on the right either way: then A = Gᵀ in one run and
/// A = G in the other, two problems with nothing in common unless G is symmetric.
/// </remarks>
public sealed class TranspositionTests
{
    private const int Cases = 20;

    public static TheoryData<string> LowRankProfiles => [.. Settings.LowRankProfiles];

    [Theory]
    [MemberData(nameof(LowRankProfiles))]
    public void Train_TransposedMatrix_IsTransposed(string profile) =>
        Property.Holds(RunCase.RegularFor(profile).Where(static run => run.Rows != run.Columns), Cases, run =>
        {
            var start = run.Start();
            using var matrix = new TrainedMatrix(start, ProfileSettings.Of(profile, run));
            using var transposed = new TrainedMatrix(start.t().contiguous(), ProfileSettings.Of(profile, run));
            foreach (var gradient in run.Gradients())
            {
                matrix.Step(gradient);
                transposed.Step(gradient.t().contiguous());

                var weight = matrix.Weight;
                Assert.Equal(matrix.Optimizer.Matrices[0].Rank, transposed.Optimizer.Matrices[0].Rank);
                Closeness.AssertWithin(weight, transposed.Weight.t(), run.Allowed(start, weight), "The transposed weight");
            }
        });

    [Fact]
    public void Train_TransposedSquareMatrix_IsAnotherProblem()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var run = new RunCase(6, 6, 1, 2, 1, GradientKind.Gaussian, 0, IsSingle: false, Seed: 2);
        var (start, gradient) = (run.Start(), run.Normal("gradient", 1, 6, 6));
        using var matrix = new TrainedMatrix(start, ProfileSettings.Of(Profiles.GaLore, run));
        using var transposed = new TrainedMatrix(start.t().contiguous(), ProfileSettings.Of(Profiles.GaLore, run));

        var moved = matrix.Train([gradient]) - start;
        var movedOther = transposed.Train([gradient.t().contiguous()]).t() - start;

        Assert.True((moved - movedOther).Norm() > 0.1 * moved.Norm());
    }
}
