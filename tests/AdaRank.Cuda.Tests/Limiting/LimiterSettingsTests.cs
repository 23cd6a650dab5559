using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Limiting;

namespace AdaRank.Cuda.Tests.Limiting;

public sealed class LimiterSettingsTests
{
    [Theory]
    [InlineData(0.99)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Check_GammaOutOfRange_NamesIt(double gamma) => Assert.Throws<ArgumentOutOfRangeException>("Gamma", () => new LimiterSettings(gamma, true).Check());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1.01)]
    public void Check_GammaInRange_Passes(double gamma) => new LimiterSettings(gamma, false).Check();

    [Theory]
    [InlineData(64, 96, 1)]
    [InlineData(65, 96, 2)]
    [InlineData(96, 64, 1)]
    [InlineData(4096, 11008, 64)]
    public void EnergyParts_OfAnyShape_DivideColumnsAlone(int rows, int columns, int parts) =>
        Assert.Equal(parts, ChannelScaling.EnergyParts(new BankGeometry(rows, columns, 1)));
}
