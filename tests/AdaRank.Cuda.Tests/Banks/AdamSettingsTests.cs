using AdaRank.Cuda.Banks;

namespace AdaRank.Cuda.Tests.Banks;

public sealed class AdamSettingsTests
{
    [Theory]
    [InlineData(1, 0.999, 1e-8, 1, "Beta1")]
    [InlineData(-0.1, 0.999, 1e-8, 1, "Beta1")]
    [InlineData(0.9, 1, 1e-8, 1, "Beta2")]
    [InlineData(0.9, double.NaN, 1e-8, 1, "Beta2")]
    [InlineData(0.9, 0.999, 0, 1, "Epsilon")]
    [InlineData(0.9, 0.999, 1e-60, 1, "Epsilon")]
    [InlineData(0.9, 0.999, 1e-8, double.PositiveInfinity, "Scale")]
    public void Check_SettingOutOfRange_NamesIt(double beta1, double beta2, double epsilon, double scale, string name) =>
        Assert.Throws<ArgumentOutOfRangeException>(name, () => new AdamSettings(beta1, beta2, epsilon, scale).Check());

    [Fact]
    public void Check_TheUsualSettings_Passes() => new AdamSettings(0, 0.999, 1e-8, 0.25).Check();
}
