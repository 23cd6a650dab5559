using AdaRank.Plugins.Projection.Coap;
using AdaRank.Plugins.Projection.Coordinates;
using AdaRank.Plugins.Projection.Geodesic;
using AdaRank.Plugins.Projection.GoLore;
using AdaRank.Plugins.Projection.InterpolatedPowerIteration;
using AdaRank.Plugins.Projection.Linear;
using AdaRank.Plugins.Projection.LinearAlgebra;
using AdaRank.Plugins.Projection.OnlineDescent;
using AdaRank.Plugins.Projection.PowerIteration;
using AdaRank.Plugins.Projection.RandomizedSvd;

namespace AdaRank.Plugins.Projection.Tests;

/// <summary>Where the ranges of options end, and what options are that nobody has set.</summary>
public sealed class OptionRangeTests
{
    public static TheoryData<string, IPluginOptions> Inside => new()
    {
        { "the smallest", new CoapOptions { Interval = 1, Rate = double.Epsilon, LargestSlope = double.Epsilon } },
        { "the largest", new CoapOptions { Interval = int.MaxValue, Rate = double.MaxValue, LargestSlope = double.MaxValue } },
        { "the smallest", new GeodesicOptions { StepSize = double.Epsilon, LargestAngle = double.Epsilon } },
        { "a right angle", new GeodesicOptions { StepSize = double.MaxValue, LargestAngle = Math.PI / 2 } },
        { "the smallest", new OnlineDescentOptions { Rate = double.Epsilon, Penalty = 0 } },
        { "random from the first step on", new GoLoreOptions { SwitchStep = 0 } },
        { "the gradient alone", new InterpolatedPowerIterationOptions { MomentumShare = 0 } },
        { "nearly the momentum alone", new InterpolatedPowerIterationOptions { MomentumShare = Math.BitDecrement(1.0) } },
        { "the fewest", new PowerIterationOptions { Oversampling = 4, ExtraIterations = 0 } },
        { "the fewest", new RandomizedSvdOptions { Oversampling = 0, PowerIterations = 0 } },
    };

    public static TheoryData<string, IPluginOptions> Outside => new()
    {
        { "Interval", new CoapOptions { Interval = 0 } },
        { "Rate", new CoapOptions { Rate = 0 } },
        { "Rate", new CoapOptions { Rate = double.PositiveInfinity } },
        { "LargestSlope", new CoapOptions { LargestSlope = 0 } },
        { "LargestSlope", new CoapOptions { LargestSlope = double.NaN } },
        { "StepSize", new GeodesicOptions { StepSize = 0 } },
        { "StepSize", new GeodesicOptions { StepSize = double.PositiveInfinity } },
        { "LargestAngle", new GeodesicOptions { LargestAngle = 0 } },
        { "LargestAngle", new GeodesicOptions { LargestAngle = Math.BitIncrement(Math.PI / 2) } },
        { "Rate", new OnlineDescentOptions { Rate = 0 } },
        { "Rate", new OnlineDescentOptions { Rate = double.PositiveInfinity } },
        { "Penalty", new OnlineDescentOptions { Penalty = -double.Epsilon } },
        { "SwitchStep", new GoLoreOptions { SwitchStep = -1 } },
        { "MomentumShare", new InterpolatedPowerIterationOptions { MomentumShare = 1 } },
        { "MomentumShare", new InterpolatedPowerIterationOptions { MomentumShare = -double.Epsilon } },
        { "Oversampling", new PowerIterationOptions { Oversampling = 3 } },
        { "ExtraIterations", new PowerIterationOptions { ExtraIterations = -1 } },
        { "oversampling", new RandomizedSvdOptions { Oversampling = -1 } },
        { "power iterations", new RandomizedSvdOptions { PowerIterations = -1 } },
    };

    [Theory]
    [MemberData(nameof(Inside), DisableDiscoveryEnumeration = true)]
    public void Validate_EndOfTheRange_IsTaken(string what, IPluginOptions options) =>
        Assert.True(Record.Exception(options.Validate) is null, what);

    [Theory]
    [MemberData(nameof(Outside), DisableDiscoveryEnumeration = true)]
    public void Validate_BeyondTheRange_NamesTheOption(string name, IPluginOptions options) => Assert.StartsWith(
        $"{name} is ", Assert.Throws<InvalidSettingException>(options.Validate).Message, StringComparison.Ordinal);

    [Fact]
    public void Options_Untouched_ArePublished()
    {
        var coap = new CoapOptions();
        Assert.Equal((32, 0.1, 1.0), (coap.Interval, coap.Rate, coap.LargestSlope));

        var geodesic = new GeodesicOptions();
        Assert.Equal((10_000.0, Math.PI / 2), (geodesic.StepSize, geodesic.LargestAngle));

        var descent = new OnlineDescentOptions();
        Assert.Equal((0.005, 0.0, DescentMethod.Adam), (descent.Rate, descent.Penalty, descent.Method));

        var warm = new PowerIterationOptions();
        Assert.Equal((null, 0, Orthonormalisation.Householder), (warm.Oversampling, warm.ExtraIterations, warm.Orthonormalisation));

        var random = new RandomizedSvdOptions();
        Assert.Equal(
            (null, 1, BasisKind.Rotated, Orthonormalisation.Householder),
            (random.Oversampling, random.PowerIterations, random.Basis, random.Orthonormalisation));

        Assert.Equal(5000, new GoLoreOptions().SwitchStep);
        Assert.Equal(0.908, new InterpolatedPowerIterationOptions().MomentumShare);
        Assert.True(new LinearTransportOptions().Clamp);
        Assert.False(new CoordinatesOptions().Random);
    }
}
