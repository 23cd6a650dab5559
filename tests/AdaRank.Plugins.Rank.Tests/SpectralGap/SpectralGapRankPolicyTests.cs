using AdaRank.Plugins.Rank.SpectralGap;
using AdaRank.Rank;
using CsCheck;

namespace AdaRank.Plugins.Rank.Tests.SpectralGap;

public sealed class SpectralGapRankPolicyTests
{
    [Fact]
    public void ChooseRank_OneSteepFall_CutsThere() => Assert.Equal(2, Choose([100, 90, 9, 8], new RankBounds(1, 4)));

    [Fact]
    public void ChooseRank_RatiosNotDifferences_Decide() => Assert.Equal(2, Choose([100, 25, 1, 1], new RankBounds(1, 4)));

    [Fact]
    public void ChooseRank_FallBehindTheHighestCandidate_IsSeen() => Assert.Equal(3, Choose([9, 8, 7, 1], new RankBounds(1, 3)));

    [Theory]
    [InlineData(1, 4, 1)]
    [InlineData(2, 4, 2)]
    public void ChooseRank_EqualRatios_TakesTheSmallest(int lowest, int highest, int expected) =>
        Assert.Equal(expected, Choose([64, 16, 4, 1], new RankBounds(lowest, highest)));

    [Fact]
    public void ChooseRank_FlatSpectrum_TakesTheLowest() => Assert.Equal(2, Choose([1, 1, 1, 1], new RankBounds(2, 4)));

    [Theory]
    [InlineData(1, 4, 2)] // everything that there is
    [InlineData(3, 4, 3)] // zeros on both sides are no gap
    [InlineData(1, 1, 1)]
    public void ChooseRank_ZeroTail_KeepsWhatIsNotZero(int lowest, int highest, int expected) =>
        Assert.Equal(expected, Choose([4, 4, 0, 0], new RankBounds(lowest, highest)));

    [Fact]
    public void ChooseRank_NothingKnownBehindTheLastColumn_IsNoGap() =>
        Assert.Equal(2, Choose([1, 1, 0.99], new RankBounds(1, 3)));

    [Theory]
    [InlineData(1, 5, 2, 3)] // 1, 3, 5: the fall behind 2 is not on offer
    [InlineData(1, 4, 2, 3)] // 1, 3, 4
    [InlineData(2, 5, 2, 2)] // 2, 4, 5
    public void ChooseRank_Stride_OnlyCandidatesAreChosen(int lowest, int highest, int stride, int expected) =>
        Assert.Equal(expected, Choose([100, 99, 10, 5, 4.9, 4.8], new RankBounds(lowest, highest, stride)));

    [Fact]
    public void ChooseRank_RatiosBeyondDoublePrecision_AreStillCompared() =>
        Assert.Equal(2, Choose([1e308, 1e-1, 1e-320], new RankBounds(1, 3)));

    [Fact]
    public void ChooseRank_AnySpectrum_IsTheFirstOfTheLargestRatios() => Spectra.All.Sample(spectrum =>
    {
        var (energies, _, bounds) = spectrum;
        double Ratio(int rank) => rank < energies.Length ? Math.Sqrt(energies[rank - 1]) / Math.Sqrt(energies[rank]) : 1;

        var candidates = Spectra.Candidates(bounds);
        var largest = candidates.Max(Ratio);

        Assert.Equal(candidates.First(rank => Ratio(rank) == largest), Choose(energies, bounds));
    });

    [Fact]
    public void NeedsSpectrum_SpectralGap_IsTrue() => Assert.True(((IRankPolicy)new SpectralGapRankPolicy()).NeedsSpectrum);

    private static int Choose(double[] energies, RankBounds bounds) => new SpectralGapRankPolicy().ChooseRank(
        new RankObservation { Energies = energies, TotalEnergy = energies.Sum(), Bounds = bounds });
}
