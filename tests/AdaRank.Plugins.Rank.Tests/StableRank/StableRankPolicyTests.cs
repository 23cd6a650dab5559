using AdaRank.Plugins.Rank.StableRank;
using AdaRank.Rank;
using CsCheck;

namespace AdaRank.Plugins.Rank.Tests.StableRank;

public sealed class StableRankPolicyTests
{
    [Theory]
    [InlineData(8.0, 1.0, 2)]
    [InlineData(8.1, 1.0, 3)] // 2.025, rounded up
    [InlineData(8.0, 1.5, 3)]
    [InlineData(8.0, 0.1, 1)] // below the lowest
    [InlineData(80.0, 1.0, 5)] // above the highest
    [InlineData(7.999, 1.0, 2)]
    public void ChooseRank_TotalAndFirstEnergy_IsTheirRatioTimesTheFactorRoundedUp(double total, double factor, int expected) =>
        Assert.Equal(expected, Choose([4, 2, 1, 0.5, 0.25], total, new RankBounds(1, 5), factor));

    [Theory]
    [InlineData(1e-10, 7)] // rounding
    [InlineData(1e-8, 12)] // more than that
    public void ChooseRank_JustAboveACandidate_AllowsForRoundingOnly(double excess, int expected) =>
        Assert.Equal(expected, Choose([1, .. new double[14]], 7 * (1 + excess), new RankBounds(2, 15, 5)));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(2.5, 7)]
    [InlineData(8, 12)]
    [InlineData(12, 12)]
    [InlineData(13, 15)]
    [InlineData(15, 15)]
    [InlineData(1e300, 15)]
    public void ChooseRank_Stride_RoundsUpToACandidate(double total, int expected) =>
        Assert.Equal(expected, Choose([1, .. new double[14]], total, new RankBounds(2, 15, 5)));

    [Fact]
    public void ChooseRank_LargestStrideThereIs_TakesOneOfTheEnds()
    {
        var bounds = new RankBounds(2, 15, int.MaxValue);

        Assert.Equal(2, Choose([1, .. new double[14]], 2, bounds));
        Assert.Equal(15, Choose([1, .. new double[14]], 2.1, bounds));
    }

    [Fact]
    public void ChooseRank_AnySpectrum_IsTheFirstCandidateFromTheFormulaOn() => Gen.Select(Spectra.All, Gen.Double[0.1, 4]).Sample((spectrum, factor) =>
    {
        var (energies, missed, bounds) = spectrum;
        var total = energies.Sum() + missed;

        Assert.Equal(Spectra.FirstAtLeast(bounds, (factor * total / energies[0]) - 1e-8), Choose(energies, total, bounds, factor));
    });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Constructor_FactorOutOfRange_IsRefused(double factor)
    {
        var problem = Assert.Throws<InvalidSettingException>(() => new StableRankPolicy(new StableRankOptions { Factor = factor }));

        Assert.StartsWith("factor of the stable rank is ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NeedsSpectrum_StableRank_IsTrue() =>
        Assert.True(((IRankPolicy)new StableRankPolicy(new StableRankOptions())).NeedsSpectrum);

    private static int Choose(double[] energies, double total, RankBounds bounds, double factor = 1) =>
        new StableRankPolicy(new StableRankOptions { Factor = factor })
            .ChooseRank(new RankObservation { Energies = energies, TotalEnergy = total, Bounds = bounds });
}
