using AdaRank.Plugins.Projection.LinearAlgebra;

namespace AdaRank.Plugins.Projection.Tests.LinearAlgebra;

public sealed class NoiseFloorTests
{
    [Theory]
    [InlineData(1.2e-6, 2)]
    [InlineData(0.8e-6, 1)]
    public void CountAbove_SmallSingularValue_CountsDownToAMillionthOfTheLargest(double share, int expected)
    {
        foreach (var largest in new[] { 1e-9, 1, 1e9 })
        {
            Assert.Equal(expected, NoiseFloor.CountAbove([largest * largest, largest * share * largest * share, 0]));
        }
    }

    [Fact]
    public void CountAbove_NoEnergyAtAll_CountsOne() => Assert.Equal(1, NoiseFloor.CountAbove([0, 0]));
}
