using AdaRank.Sampling;

namespace AdaRank.Abstractions.Tests.Sampling;

public sealed class PhiloxGaussianSourceTests
{
    private const int Count = 200_000;

    [Fact]
    public void Fill_ManyNumbers_HaveTheMomentsOfAStandardNormal()
    {
        var numbers = Draw(seed: 7, "weight", draw: 0, Count);

        // Five standard errors of each sample moment: 1/√n, √(2/n), √(15/n), √(96/n).
        Assert.InRange(Moment(numbers, 1), -5 / Math.Sqrt(Count), 5 / Math.Sqrt(Count));
        Assert.InRange(Moment(numbers, 2) - 1, -5 * Math.Sqrt(2.0 / Count), 5 * Math.Sqrt(2.0 / Count));
        Assert.InRange(Moment(numbers, 3), -5 * Math.Sqrt(15.0 / Count), 5 * Math.Sqrt(15.0 / Count));
        Assert.InRange(Moment(numbers, 4) - 3, -5 * Math.Sqrt(96.0 / Count), 5 * Math.Sqrt(96.0 / Count));
    }

    [Fact]
    public void Fill_NeighbouringNumbers_AreUncorrelated()
    {
        var numbers = Draw(seed: 7, "weight", draw: 0, Count);

        var correlation = numbers.Zip(numbers.Skip(1), (left, right) => left * right).Average();

        Assert.InRange(correlation, -5 / Math.Sqrt(Count), 5 / Math.Sqrt(Count));
    }

    [Fact]
    public void Fill_SameKey_GivesTheSameBits() =>
        Assert.Equal(Draw(3, "layers.0.weight", 5, 101), Draw(3, "layers.0.weight", 5, 101));

    [Fact]
    public void Fill_ShorterSpan_GivesAPrefix() =>
        Assert.Equal(Draw(3, "weight", 5, 101)[..33], Draw(3, "weight", 5, 33));

    [Theory]
    [InlineData(4, "a", 5)]
    [InlineData(3, "b", 5)]
    [InlineData(3, "a", 6)]
    public void Fill_AnyPartOfTheKeyChanged_GivesOtherNumbers(ulong seed, string parameter, long draw)
    {
        var reference = Draw(3, "a", 5, 64);

        var other = Draw(seed, parameter, draw, 64);

        Assert.Empty(reference.Intersect(other));
    }

    private static double[] Draw(ulong seed, string parameter, long draw, int count)
    {
        var numbers = new double[count];
        new PhiloxGaussianSource(seed).Fill(parameter, draw, numbers);
        return numbers;
    }

    private static double Moment(double[] numbers, int order) => numbers.Average(number => Math.Pow(number, order));
}
