using AdaRank.Plugins.Steps.Tests.Reference;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests;

public sealed class SubspaceMathTests
{
    public static MatrixTheoryData<string, bool, bool> Layouts => new(["fp32", "fp64"], [false, true], [false, true]);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Report_AnyLayout_IsTheSumOfSquaresInItsPlace(string dtype, bool isPart, bool areApart)
    {
        using var scope = NewDisposeScope();
        var start = Numbers.Normal([3, 5], seed: 4).to(dtype is "fp32" ? ScalarType.Float32 : ScalarType.Float64);

        // A part of a larger matrix, so that the numbers that follow in memory are others.
        var projected = isPart ? cat([start, start.mul(2)], 1).narrow(1, 0, 5) : start;
        var energies = areApart ? full([3, 2], -1.0, ScalarType.Float64).select(1, 0) : full(3, -1.0, ScalarType.Float64);

        SubspaceMath.Report(energies, 1, projected);

        var expected = start.to(ScalarType.Float64).square().sum().item<double>();
        Assert.Equal(-1, energies[0].item<double>());
        Assert.Equal(expected, energies[1].item<double>(), 1e-12 * expected);
        Assert.Equal(-1, energies[2].item<double>());
    }
}
