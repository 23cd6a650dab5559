using AdaRank.Banks;
using AdaRank.Plugins.Projection.RandomizedSvd;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests.RandomizedSvd;

public sealed class RandomizedSvdUpdaterTests
{
    private static readonly RankBounds Bounds = new(1, 8);

    public static TheoryData<string, double[]> Spectra() => new()
    {
        { "flat", [.. Enumerable.Repeat(1.0, 24)] },
        { "one direction", [1.0] },
        { "two equal directions", [1.0, 1.0] },
        { "decay by ten", [.. Enumerable.Range(0, 24).Select(index => Math.Pow(10, -index))] },
        { "tiny", [1e-18, 1e-19, 1e-20] },
        { "huge", [1e17, 1e16] },
    };

    [Theory]
    [MemberData(nameof(Spectra))]
    public void Commit_AnyConditioning_IsOrthonormal(string spectrum, double[] singularValues)
    {
        foreach (var (rows, columns) in new[] { (24, 60), (60, 24), (24, 24) })
        {
            using var scope = NewDisposeScope();
            var gradient = Gradients.WithSpectrum(rows, columns, singularValues, ScalarType.Float32);

            var (basis, _) = Run(gradient, rank: 8);

            var error = Gradients.OrthogonalityError(basis);
            Assert.True(error <= 1e-5, $"{spectrum}, {rows} x {columns}: |QᵀQ - I| = {error:g2}");
        }
    }

    [Theory]
    [InlineData(24, 60)]
    [InlineData(60, 24)]
    public void Sketch_ExactLowRank_FindsItsRankAndAllOfItsEnergy(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var gradient = Gradients.WithSpectrum(rows, columns, [3, 2, 1], ScalarType.Float32);

        var (basis, sketch) = Run(gradient, rank: 3);

        Assert.Equal(3, sketch.NumericalRank(0));
        Assert.Equal([9.0, 4.0, 1.0], sketch.Energies(0)[..3].ToArray().Select(energy => Math.Round(energy, 4)));
        var captured = Gradients.Energy(basis.t().mm(rows > columns ? gradient.t() : gradient));
        Assert.InRange(captured, 14 - 1e-4, 14 + 1e-4);
    }

    [Fact]
    public void Sketch_Energies_AreWhatEachColumnOfTheBasisCaptures()
    {
        using var scope = NewDisposeScope();
        var gradient = Gradients.WithSpectrum(24, 60, [.. Enumerable.Range(1, 24).Select(index => 1.0 / index)], ScalarType.Float64);

        var (basis, sketch) = Run(gradient, rank: 8);

        var captured = basis.t().mm(gradient).square().sum(1).data<double>().ToArray();
        for (var index = 0; index < captured.Length; index++)
        {
            Assert.Equal(captured[index], sketch.Energies(0)[index], 12);
        }
    }

    [Fact]
    public void Sketch_SameKeyTwice_GivesTheSameBits()
    {
        using var scope = NewDisposeScope();
        var gradient = Gradients.WithSpectrum(24, 60, [5, 4, 3, 2, 1], ScalarType.Float32);

        var (first, _) = Run(gradient, rank: 5);
        var (second, _) = Run(gradient, rank: 5);

        Assert.True(first.eq(second).all().item<bool>());
    }

    [Fact]
    public void Commit_EachColumn_HasItsLargestEntryPositive()
    {
        using var scope = NewDisposeScope();
        var gradient = Gradients.WithSpectrum(24, 60, [5, 4, 3, 2, 1], ScalarType.Float32);

        var (basis, _) = Run(gradient, rank: 5);

        var largest = basis.gather(0, basis.abs().argmax(0, keepdim: true));
        Assert.True(largest.gt(0).all().item<bool>());
    }

    [Fact]
    public void Sketch_Anything_LeavesNoTensorBehind()
    {
        using var gradient = Gradients.WithSpectrum(24, 60, [5, 4, 3, 2, 1], ScalarType.Float32);
        using var basis = empty([24, 5]);
        RunInto(gradient, basis);
        var before = Tensor.TotalCount;

        RunInto(gradient, basis);

        Assert.InRange(Tensor.TotalCount, 0, before);
    }

    [Theory]
    [InlineData(null, 8, 24, 12)] // max(4, r_max / 4)
    [InlineData(null, 64, 256, 80)]
    [InlineData(2, 8, 24, 10)]
    [InlineData(2, 30, 24, 24)] // no more than d
    public void SketchWidth_Oversampling_IsAddedUpToTheSmallerSide(int? oversampling, int highest, int shortSide, int expected)
    {
        var updater = new RandomizedSvdUpdater(new RandomizedSvdOptions { Oversampling = oversampling }, new PhiloxGaussianSource(0));

        var width = updater.SketchWidth(new BankShape(shortSide, 1000, ScalarType.Float32), new RankBounds(1, highest));

        Assert.Equal(expected, width);
    }

    [Theory]
    [InlineData(-1, 0, "oversampling is -1")]
    [InlineData(0, -1, "power iterations is -1")]
    public void Constructor_OptionOutOfRange_NamesIt(int oversampling, int powerIterations, string message)
    {
        var options = new RandomizedSvdOptions { Oversampling = oversampling, PowerIterations = powerIterations };

        var problem = Assert.Throws<InvalidSettingException>(() => new RandomizedSvdUpdater(options, new PhiloxGaussianSource(0)));

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    private static (Tensor Basis, SketchView Sketch) Run(Tensor gradient, int rank)
    {
        var basis = empty([gradient.shape.Min(), rank], gradient.dtype);
        return (basis, RunInto(gradient, basis));
    }

    private static SketchView RunInto(Tensor gradient, Tensor basis)
    {
        var shape = new BankShape(gradient.shape[0], gradient.shape[1], gradient.dtype);
        var bank = new BankView(shape, [new BankMember("weight", 0, null)]);
        var updater = new RandomizedSvdUpdater(new RandomizedSvdOptions(), new PhiloxGaussianSource(11));
        using var sketch = new SketchView(bank, updater.SketchWidth(shape, Bounds), CPU);
        updater.Sketch(bank, new GradientView.Full(shape, [gradient]), sketch);
        updater.Commit(bank, sketch, [(int)basis.shape[1]], [basis]);
        return sketch;
    }
}
