using AdaRank.Plugins.Rank.EnergyThreshold;
using AdaRank.Rank;
using CsCheck;

namespace AdaRank.Plugins.Rank.Tests.EnergyThreshold;

public sealed class EnergyThresholdRankPolicyTests
{
    /// <summary>Descending energies, what the sketch missed, bounds and a tolerance.</summary>
    private static readonly Gen<(double[] Energies, double Missed, RankBounds Bounds, double Tolerance)> Spectra =
        from energies in Gen.Double[1e-6, 1].Array[1, 24]
        from missed in Gen.Double[0, 0.5]
        from highest in Gen.Int[1, energies.Length]
        from lowest in Gen.Int[1, highest]
        from stride in Gen.Int[1, 5]
        from tolerance in Gen.Double[1e-4, 0.99]
        select (energies.OrderDescending().ToArray(), missed, new RankBounds(lowest, highest, stride), tolerance);

    [Theory]
    [InlineData(0.50, 1)] // 6 of 10 kept
    [InlineData(0.20, 2)] // 9 of 10 kept
    [InlineData(0.05, 3)] // everything kept
    [InlineData(0.00, 3)]
    public void ChooseRank_DescendingEnergies_KeepsSmallestSufficientRank(double tolerance, int expected)
    {
        var rank = Choose([6, 3, 1], 10, new RankBounds(1, 3), tolerance);

        Assert.Equal(expected, rank);
    }

    [Theory]
    [InlineData(0.9, 2)] // the lowest candidate
    [InlineData(0.45, 4)] // 3 would do, but is no candidate
    [InlineData(0.01, 7)] // no candidate keeps enough: the highest
    public void ChooseRank_Stride_OnlyCandidatesAreChosen(double tolerance, int expected)
    {
        var rank = Choose([3, 2, 1, 1, 1, 1, 1], 11, new RankBounds(2, 7, 2), tolerance);

        Assert.Equal(expected, rank);
    }

    [Fact]
    public void ChooseRank_LossExactlyAsAllowed_IsAllowed() => Assert.Equal(1, Choose([6, 2], 8, new RankBounds(1, 2), tolerance: 0.25));

    [Fact]
    public void ChooseRank_NoLossAllowed_IgnoresHowRoundingCancels()
    {
        // The energies add up to more than the total, as rounded ones may.
        var rank = Choose([1, 1e-17, 1e-18], 1 - 1e-12, new RankBounds(1, 3), tolerance: 0);

        Assert.Equal(3, rank);
    }

    [Fact]
    public void ChooseRank_AnySpectrum_IsTheFirstSufficientCandidate() => Spectra.Sample(spectrum =>
    {
        var (energies, missed, bounds, tolerance) = spectrum;
        var total = energies.Sum() + missed;
        var candidates = Enumerable.Range(0, bounds.Highest)
            .Select(index => bounds.Lowest + (index * bounds.Stride))
            .Where(rank => rank < bounds.Highest)
            .Append(bounds.Highest);

        var expected = candidates
            .Where(rank => total - energies.Take(rank).Sum() <= tolerance * total)
            .DefaultIfEmpty(bounds.Highest)
            .First();

        Assert.Equal(expected, Choose(energies, total, bounds, tolerance));
    });

    [Fact]
    public void ChooseRank_LargerTolerance_NeverNeedsMoreRank() => Spectra.Sample(spectrum =>
    {
        var (energies, missed, bounds, tolerance) = spectrum;
        var total = energies.Sum() + missed;

        Assert.True(Choose(energies, total, bounds, tolerance) >= Choose(energies, total, bounds, tolerance + ((1 - tolerance) / 2)));
    });

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void Constructor_ToleranceOutOfRange_IsRefused(double tolerance)
    {
        var problem = Assert.Throws<InvalidSettingException>(
            () => new EnergyThresholdRankPolicy(new EnergyThresholdOptions { Tolerance = tolerance }));

        Assert.StartsWith("tolerance is ", problem.Message, StringComparison.Ordinal);
    }

    private static int Choose(double[] energies, double total, RankBounds bounds, double tolerance) =>
        new EnergyThresholdRankPolicy(new EnergyThresholdOptions { Tolerance = tolerance })
            .ChooseRank(new RankObservation { Energies = energies, TotalEnergy = total, Bounds = bounds });
}
