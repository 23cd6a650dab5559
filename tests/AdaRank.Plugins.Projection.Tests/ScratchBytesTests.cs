using AdaRank.Banks;
using AdaRank.Plugins.Projection.Coap;
using AdaRank.Plugins.Projection.Coordinates;
using AdaRank.Plugins.Projection.Dct;
using AdaRank.Plugins.Projection.ExactSvd;
using AdaRank.Plugins.Projection.Gaussian;
using AdaRank.Plugins.Projection.Geodesic;
using AdaRank.Plugins.Projection.GoLore;
using AdaRank.Plugins.Projection.InterpolatedPowerIteration;
using AdaRank.Plugins.Projection.OnlineDescent;
using AdaRank.Plugins.Projection.PowerIteration;
using AdaRank.Plugins.Projection.RandomizedSvd;
using AdaRank.Plugins.Projection.RandomOrthonormal;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests;

/// <summary>The bytes that refreshes say to take for a while, counted tensor by tensor, for d = 20 and ranks up to 8.</summary>
public sealed class ScratchBytesTests
{
    private static readonly PhiloxGaussianSource Source = new(8);

    /// <summary>Long side, updater, entries of the state's type, and entries in fp64.</summary>
    public static TheoryData<long, IProjectionUpdater, long, long> Situations => new()
    {
        // A, and four squares of the short side.
        { 50, new ExactSvdUpdater(), 1000 + 1600, 0 },
        { 50, new CoapUpdater(new CoapOptions(), Source), 1000 + 1600, 0 },
        { 50, new OnlineDescentUpdater(new OnlineDescentOptions()), 1000 + 1600, 0 },

        // What is drawn, the same in the state's type, and Q or Qᵀ; orthonormal ones have R as well.
        { 50, new GaussianUpdater(Source), 160 + 160, 160 },
        { 50, new RandomOrthonormalUpdater(Source), 160 + 160 + 64, 160 },
        { 50, new GoLoreUpdater(new GoLoreOptions(), Source), 1000 + 1600, 0 },

        // Norms and their squares.
        { 50, new CoordinatesUpdater(new CoordinatesOptions(), Source), 0, 20 + 20 },

        // The cosines and their angles; a transformed block, itself and its squares in fp64. No block has more than 512 columns.
        { 50, new DctUpdater(), 1000, 400 + 400 + 1000 + 1000 },
        { 600, new DctUpdater(), 10_240, 400 + 400 + 10_240 + 10_240 },

        // 12 = 8 + 4 columns: two blocks of the short side and three of the long one; B and three squares in fp64.
        { 50, new RandomizedSvdUpdater(new RandomizedSvdOptions(), Source), 12 * (20 + 20 + 50 + 50 + 50), (12 * 50) + (3 * 144) },
        { 50, new PowerIterationUpdater(new PowerIterationOptions(), Source), 12 * (20 + 20 + 50 + 50 + 50), (12 * 50) + (3 * 144) },

        // A decomposition at first, which takes more than a turn.
        { 50, new GeodesicUpdater(new GeodesicOptions(), Source), 1000 + 1600, 0 },
        { 21, new GeodesicUpdater(new GeodesicOptions(), Source), 420 + 1600, 0 },

        // A decomposition at first, which takes more than an iteration.
        { 50, new InterpolatedPowerIterationUpdater(new InterpolatedPowerIterationOptions(), Source), 1000 + 1600, 0 },
    };

    [Theory]
    [MemberData(nameof(Situations), DisableDiscoveryEnumeration = true)]
    public void ScratchBytes_KnownTensors_AreTheirSum(long longSide, IProjectionUpdater updater, long entries, long wideEntries)
    {
        foreach (var (dtype, size) in new[] { (ScalarType.Float32, 4), (ScalarType.Float64, 8) })
        {
            Assert.Equal((entries * size) + (wideEntries * 8), updater.ScratchBytes(new BankShape(longSide, 20, dtype), new RankBounds(1, 8)));
        }
    }

    [Fact]
    public void ScratchBytes_WidthOfTheShortSide_AreThoseOfTheLaterSteps()
    {
        var (shape, bounds) = (new BankShape(50, 20, ScalarType.Float32), new RankBounds(1, 20));

        // Four blocks of the short side and one of the long one or three, and squares: more than a decomposition.
        Assert.Equal(4 * 20 * (80 + 50 + 160), new GeodesicUpdater(new GeodesicOptions(), Source).ScratchBytes(shape, bounds));
        Assert.Equal(
            4 * 20 * (80 + 150 + 40),
            new InterpolatedPowerIterationUpdater(new InterpolatedPowerIterationOptions(), Source).ScratchBytes(shape, bounds));
        Assert.Equal(20 * ((20 * 16) + (20 * 4)), new RandomOrthonormalUpdater(Source).ScratchBytes(shape, bounds));
    }
}
