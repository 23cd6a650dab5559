using AdaRank.Composition;

namespace AdaRank.Tests.Composition;

public sealed class NearestTests
{
    [Theory]
    [InlineData("tolerence", "Tolerance")]
    [InlineData("LEARNINGRATE", "LearningRate")]
    [InlineData("LearnRate", "LearningRate")]
    [InlineData("Sede", "Seed")] // two letters changed places
    [InlineData("Momentum", null)]
    [InlineData("Sal", null)]
    [InlineData("", null)]
    public void Find_TableOfCases_OffersOnlyWhatMayBeMeant(string written, string? expected) =>
        Assert.Equal(expected, Nearest.Find(written, ["Tolerance", "LearningRate", "Seed"]));

    [Fact]
    public void Find_TwoEquallyNear_TakesTheFirstByName() => Assert.Equal("mat", Nearest.Find("cat", ["rat", "mat"]));
}
