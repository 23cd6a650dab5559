using AdaRank.Plugins.Rank.EffectiveRank;
using AdaRank.Rank;
using CsCheck;

namespace AdaRank.Plugins.Rank.Tests.EffectiveRank;

public sealed class EffectiveRankPolicyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(19)]
    public void ChooseRank_FlatSpectrum_CountsItsColumnsDespiteRounding(int columns)
    {
        double[] energies = [.. Enumerable.Repeat(0.3, columns), .. Enumerable.Repeat(0.0, 20 - columns)];

        Assert.Equal(columns, Choose(energies, energies.Sum(), new RankBounds(1, 20)));
        Assert.Equal(columns, Choose(energies, energies.Sum(), new RankBounds(1, 20), ofEnergies: true));
    }

    [Theory]
    [InlineData(false, 4)] // shares 1/2, 1/4, 1/8, 1/8: the entropy is 1.213, its exponential 3.36
    [InlineData(true, 3)] // shares 16, 4, 1 and 1 of 22: 2.28
    public void ChooseRank_FallingSpectrum_IsTheExponentialOfItsEntropy(bool ofEnergies, int expected) =>
        Assert.Equal(expected, Choose([16, 4, 1, 1, 0, 0], 22, new RankBounds(1, 6), ofEnergies));

    [Theory]
    [InlineData(2.0, 2)] // all seen
    [InlineData(2.9, 3)]
    [InlineData(3.1, 4)]
    [InlineData(4.0, 4)] // as much again that was not
    [InlineData(6.0, 6)]
    [InlineData(1.0, 2)] // a sum that rounding made larger than the whole
    public void ChooseRank_EnergyThatTheSketchMissed_CountsLikeCopiesOfWhatItSaw(double total, int expected)
    {
        Assert.Equal(expected, Choose([1, 1, 0, 0, 0, 0, 0, 0], total, new RankBounds(1, 8)));
        Assert.Equal(expected, Choose([1, 1, 0, 0, 0, 0, 0, 0], total, new RankBounds(1, 8), ofEnergies: true));
    }

    [Fact]
    public void ChooseRank_FlatSpectrumSeenInPart_IsTheWholeOne() =>
        Assert.Equal(12, Choose([.. Enumerable.Repeat(2.0, 12)], 2.0 * 512, new RankBounds(1, 12)));

    [Fact]
    public void ChooseRank_SketchThatSawNothing_IsTheHighest() => Assert.Equal(3, Choose([0, 0, 0], 1, new RankBounds(1, 3)));

    [Theory]
    [InlineData(2, 15, 5, 7)]
    [InlineData(6, 15, 5, 6)]
    [InlineData(1, 3, 1, 3)]
    public void ChooseRank_Bounds_RoundUpToACandidate(int lowest, int highest, int stride, int expected)
    {
        double[] energies = [.. Enumerable.Repeat(1.0, 4), .. Enumerable.Repeat(0.0, 11)];

        Assert.Equal(expected, Choose(energies, 4, new RankBounds(lowest, highest, stride)));
    }

    [Fact]
    public void ChooseRank_AnySpectrum_IsTheFirstCandidateFromTheFormulaOn() => Gen.Select(Spectra.All, Gen.Bool).Sample((spectrum, ofEnergies) =>
    {
        var (energies, missed, bounds) = spectrum;
        double[] weights = [.. energies.Select(energy => ofEnergies ? energy : Math.Sqrt(energy))];

        // exp(-Σ p ln p) is the product of p^-p.
        var effective = weights.Aggregate(1.0, (product, weight) => product * Math.Pow(weight / weights.Sum(), -weight / weights.Sum()));
        var expected = effective * (energies.Sum() + missed) / energies.Sum();

        Assert.Equal(Spectra.FirstAtLeast(bounds, expected - 1e-8), Choose(energies, energies.Sum() + missed, bounds, ofEnergies));
    });

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e300)]
    public void ChooseRank_ScaledGradient_GivesTheSameRank(double scale) =>
        Assert.Equal(4, Choose([16 * scale, 4 * scale, scale, scale, 0], 22 * scale, new RankBounds(1, 5)));

    [Fact]
    public void NeedsSpectrum_EffectiveRank_IsTrue() =>
        Assert.True(((IRankPolicy)new EffectiveRankPolicy(new EffectiveRankOptions())).NeedsSpectrum);

    private static int Choose(double[] energies, double total, RankBounds bounds, bool ofEnergies = false) =>
        new EffectiveRankPolicy(new EffectiveRankOptions { OfEnergies = ofEnergies })
            .ChooseRank(new RankObservation { Energies = energies, TotalEnergy = total, Bounds = bounds });
}
