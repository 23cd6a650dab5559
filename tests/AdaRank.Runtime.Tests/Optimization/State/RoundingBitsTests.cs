using AdaRank.Optimization.State;

namespace AdaRank.Tests.Optimization.State;

public sealed class RoundingBitsTests
{
    [Fact]
    public void Block_OfTheSameKey_IsTheSame() => Assert.Equal(Draw(5, "a", 3, 2), Draw(5, "a", 3, 2));

    [Theory]
    [InlineData(6, "a", 3, 2)]
    [InlineData(5, "b", 3, 2)]
    [InlineData(5, "a", 4, 2)]
    [InlineData(5, "a", 3, 1)]
    public void Block_OfAnotherSeedNameStepOrTensor_IsAnother(ulong seed, string name, long step, int slot) =>
        Assert.Empty(Draw(5, "a", 3, 2).Intersect(Draw(seed, name, step, slot)));

    [Fact]
    public void Block_OfEachNumber_IsAnother() => Assert.Equal(16, Draw(5, "a", 3, 2).Distinct().Count());

    private static uint[] Draw(ulong seed, string name, long step, int slot)
    {
        var bits = RoundingBits.For(seed, name, step, slot);
        return [.. Enumerable.Range(0, 16).Select(index => bits.Block(index / RoundingBits.Lanes)[index % RoundingBits.Lanes])];
    }
}
