using AdaRank.Cuda.Apollo;
using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Limiting;

namespace AdaRank.Cuda.Tests.Apollo;

public sealed class ApolloSettingsTests
{
    [Theory]
    [InlineData(0.9, 1, 1.01, 0, "Scale")]
    [InlineData(0.9, 1, 1.01, double.NaN, "Scale")]
    [InlineData(0.9, 0.25, 1.01, 1, "Adam")]
    [InlineData(1.5, 1, 1.01, 1, "Beta1")]
    [InlineData(0.9, 1, 0.5, 1, "Gamma")]
    public void Check_SettingOutOfRange_NamesIt(double beta1, double alpha, double gamma, double scale, string name) =>
        Assert.Throws<ArgumentOutOfRangeException>(name, () => new ApolloSettings(new AdamSettings(beta1, 0.999, 1e-8, alpha), new LimiterSettings(gamma, true), scale, false).Check());

    [Fact]
    public void Check_TheSettingsOfMini_Passes() => new ApolloSettings(new AdamSettings(0.9, 0.999, 1e-8, 1), new LimiterSettings(1.01, true), 128, true).Check();
}
