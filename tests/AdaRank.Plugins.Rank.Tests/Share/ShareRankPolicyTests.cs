using AdaRank.Plugins.Rank.Share;
using AdaRank.Rank;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.Share;

public sealed class ShareRankPolicyContractTests : RankPolicyContract<ShareRankPolicy>;

public sealed class ShareRankPolicyTests
{
    [Theory]
    [InlineData(0.25, 512, 1, 1000, 128)]
    [InlineData(0.25, 10, 1, 1000, 3)] // 2.5 rounded up
    [InlineData(1, 7, 1, 7, 7)]
    [InlineData(0.01, 7, 1, 7, 1)]
    [InlineData(0.5, 100, 1, 20, 20)]
    [InlineData(0.1, 100, 30, 64, 30)]
    public void ChooseRank_OfASide_IsTheShareWithinTheBounds(double fraction, long side, int lowest, int highest, int rank) => Assert.Equal(
        rank,
        new ShareRankPolicy(new ShareOptions { Fraction = fraction }).ChooseRank(new RankObservation
        {
            Energies = [],
            TotalEnergy = 1,
            ShortSide = side,
            Bounds = new RankBounds(lowest, highest),
        }));

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Make_ShareOutOfRange_NamesIt(double fraction) => Assert.StartsWith(
        "fraction of the smaller side",
        Assert.Throws<InvalidSettingException>(() => new ShareRankPolicy(new ShareOptions { Fraction = fraction })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void NeedsSpectrum_IsFalse() => Assert.False(new ShareRankPolicy(new ShareOptions()).NeedsSpectrum);
}
