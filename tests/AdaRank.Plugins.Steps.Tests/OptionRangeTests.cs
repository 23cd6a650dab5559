using AdaRank.Plugins.Steps.Apollo;
using AdaRank.Plugins.Steps.Fira;
using AdaRank.Plugins.Steps.Flora;
using AdaRank.Plugins.Steps.Frugal;
using AdaRank.Plugins.Steps.LDAdam;
using AdaRank.Plugins.Steps.LowRankAdam;
using AdaRank.Plugins.Steps.Sumo;

namespace AdaRank.Plugins.Steps.Tests;

/// <summary>Where the ranges of options end: numbers just inside are taken, and infinity never is.</summary>
public sealed class OptionRangeTests
{
    public static TheoryData<string, IPluginOptions> Inside => new()
    {
        { "decays of zero", new LowRankAdamOptions { Beta1 = 0, Beta2 = 0, Scale = 1e-9 } },
        { "a limiter that allows no growth", new FiraOptions { Gamma = 1 } },
        { "no limiter", new ApolloOptions { Gamma = 0 } },
        { "nothing outside", new FrugalOptions { FreeScale = 0 } },
        { "decays of zero", new LDAdamOptions { Beta1 = 0, Beta2 = 0 } },
        { "a second moment without memory", new FloraOptions { Beta1 = 0, DecayExponent = 0 } },
        { "a moment without memory", new SumoOptions { Decay = 0, PerpendicularScale = 0, Gamma = 1 } },
    };

    public static TheoryData<string, IPluginOptions> Outside => new()
    {
        { "epsilon", new LowRankAdamOptions { Epsilon = double.PositiveInfinity } },
        { "epsilon", new LowRankAdamOptions { Epsilon = double.NaN } },
        { "scale", new LowRankAdamOptions { Scale = double.PositiveInfinity } },
        { "beta2", new LowRankAdamOptions { Beta2 = double.NaN } },
        { "gamma", new FiraOptions { Gamma = double.PositiveInfinity } },
        { "gamma", new ApolloOptions { Gamma = 0.999 } },
        { "scale", new ApolloOptions { Scale = -1 } },
        { "free scale", new FrugalOptions { FreeScale = double.PositiveInfinity } },
        { "scale", new LDAdamOptions { Scale = double.NaN } },
        { "decay exponent", new FloraOptions { DecayExponent = double.NegativeInfinity } },
        { "clip threshold", new FloraOptions { ClipThreshold = double.PositiveInfinity } },
        { "perpendicular scale", new SumoOptions { PerpendicularScale = double.NaN } },
    };

    [Theory]
    [MemberData(nameof(Inside), DisableDiscoveryEnumeration = true)]
    public void Validate_EndOfTheRange_IsTaken(string what, IPluginOptions options) =>
        Assert.True(Record.Exception(options.Validate) is null, what);

    [Theory]
    [MemberData(nameof(Outside), DisableDiscoveryEnumeration = true)]
    public void Validate_BeyondTheRange_NamesTheOption(string name, IPluginOptions options) => Assert.StartsWith(
        $"{name} is ", Assert.Throws<InvalidSettingException>(options.Validate).Message, StringComparison.Ordinal);
}
