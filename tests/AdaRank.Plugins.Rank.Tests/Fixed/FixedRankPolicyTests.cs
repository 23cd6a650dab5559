using AdaRank.Plugins.Rank.Fixed;
using AdaRank.Rank;

namespace AdaRank.Plugins.Rank.Tests.Fixed;

public sealed class FixedRankPolicyTests
{
    [Fact]
    public void ChooseRank_AnySpectrum_IsTheHighest()
    {
        var rank = new FixedRankPolicy().ChooseRank(
            new RankObservation { Energies = [1, 0, 0], TotalEnergy = 1, Bounds = new RankBounds(1, 3) });

        Assert.Equal(3, rank);
    }

    [Fact]
    public void NeedsSpectrum_FixedRank_IsFalse() => Assert.False(new FixedRankPolicy().NeedsSpectrum);
}
