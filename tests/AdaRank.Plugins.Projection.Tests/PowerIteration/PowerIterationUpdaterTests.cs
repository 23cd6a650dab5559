using AdaRank.Banks;
using AdaRank.Plugins.Projection.PowerIteration;
using AdaRank.Plugins.Projection.RandomizedSvd;
using AdaRank.Rank;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests.PowerIteration;

public sealed class PowerIterationUpdaterTests
{
    private static readonly PhiloxGaussianSource Source = new(8);

    [Fact]
    public void Sketch_RefreshedAgainAndAgain_ConvergesToTheSingularVectors()
    {
        foreach (var (rows, columns) in Subspace.Shapes)
        {
            var shortSide = (int)Math.Min(rows, columns);
            var gradient = Gradients.WithSpectrum(rows, columns, [.. Enumerable.Range(0, shortSide).Select(index => 1.0 / (index + 1))], ScalarType.Float64);
            for (var rank = 1; rank <= shortSide; rank++)
            {
                using var scope = NewDisposeScope();
                Tensor? basis = null;
                Subspace found = null!;
                for (var refresh = 0; refresh < 60; refresh++)
                {
                    found = Subspace.Find(New(), gradient, rank, new BankMember("weight", refresh, basis));
                    basis = found.Basis;
                }

                Subspace.AssertClose(Subspace.Projector(Subspace.Exact(gradient, rank)), Subspace.Projector(basis!), 1e-8);
                for (var index = 0; index < rank; index++)
                {
                    Assert.Equal(1.0 / ((index + 1) * (index + 1)), found.Energies[index], 10);
                }
            }

            gradient.Dispose();
        }
    }

    [Fact]
    public void Sketch_OldBasis_IsOneBlockStepFromItAndFreshColumns()
    {
        foreach (var (extra, oldRank) in new[] { (0, 5), (1, 5), (0, 9) })
        {
            foreach (var (rows, columns) in new[] { (40L, 20L), (20L, 40L), (20L, 20L) })
            {
                using var scope = NewDisposeScope();
                var (gradient, old) = (Subspace.Normal(rows, columns, 3), Subspace.Orthonormal(20, oldRank, 4));
                var member = new BankMember("weight", 7, old);

                var found = Subspace.Find(New(extra), gradient, 5, member, highest: 6);

                // Width 6 + 4: the old columns and fresh ones, at least four, of which only the span matters.
                var canonical = Subspace.Canonical(gradient);
                var kept = Math.Min(oldRank, 6);
                var numbers = new double[20 * (10 - kept)];
                Source.Fill("weight", 7, numbers);
                var range = cat([old.narrow(1, 0, kept), tensor(numbers, [20, 10 - kept])], 1);
                for (var iteration = 0; iteration <= extra; iteration++)
                {
                    range = linalg.qr(canonical.mm(linalg.qr(canonical.t().mm(range)).Q)).Q;
                }

                var (vectors, values, _) = linalg.svd(range.t().mm(canonical), fullMatrices: false);
                var expected = range.mm(vectors).narrow(1, 0, 5);
                Subspace.AssertClose(Subspace.Projector(expected), Subspace.Projector(found.Basis));
                Subspace.AssertClose(values.square(), tensor(found.Energies));
                Subspace.AssertClose(expected.abs(), found.Basis.abs());
            }
        }
    }

    [Fact]
    public void Sketch_NoBasisYet_IsTheRandomizedSvd()
    {
        foreach (var extra in new[] { 0, 2 })
        {
            using var scope = NewDisposeScope();
            var gradient = Subspace.Normal(30, 50, 5);
            var randomized = new RandomizedSvdUpdater(new RandomizedSvdOptions { PowerIterations = 1 + extra }, Source);

            var expected = Subspace.Find(randomized, gradient, 8);
            var actual = Subspace.Find(New(extra), gradient, 8);

            Subspace.AssertClose(expected.Basis, actual.Basis, 1e-12);
            Assert.Equal(expected.Energies, actual.Energies);
        }
    }

    [Fact]
    public void Sketch_GradientLeftTheOldBasis_IsFoundAgain()
    {
        using var scope = NewDisposeScope();
        var everything = Subspace.Orthonormal(40, 6, 1);
        var (before, after) = (everything.narrow(1, 0, 3), everything.narrow(1, 3, 3));
        var gradient = after.mm(Subspace.Normal(3, 60, 2));

        var found = Subspace.Find(New(), gradient, 3, new BankMember("weight", 1, before.contiguous()));

        Subspace.AssertClose(Subspace.Projector(after), Subspace.Projector(found.Basis), 1e-8);
        Assert.Equal(3, found.NumericalRank);
    }

    /// <summary>Without an orthonormal Z (eq. 3.2) the step squares the spectrum, and what is below √ε of the first is lost.</summary>
    [Theory]
    [InlineData(24, 60)]
    [InlineData(60, 24)]
    public void Sketch_SteepSpectrumInSinglePrecision_FindsTheLastDirection(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        double[] values = [.. Enumerable.Range(0, 5).Select(static index => Math.Pow(10, -index))];
        var exact = Subspace.Exact(Gradients.WithSpectrum(rows, columns, values, ScalarType.Float64), 5);
        var old = Subspace.Orthonormal(24, 5, 4, ScalarType.Float32);

        var found = Subspace.Find(New(), Gradients.WithSpectrum(rows, columns, values, ScalarType.Float32), 5, new BankMember("weight", 1, old));

        Subspace.AssertClose(Subspace.Projector(exact), Subspace.Projector(found.Basis.to(ScalarType.Float64)), 0.02);
    }

    [Theory]
    [InlineData(2, 9)]
    [InlineData(9, 2)]
    [InlineData(16, 3)]
    public void Sketch_RankGrowsOrFalls_FindsTheDominantDirections(int oldRank, int rank)
    {
        using var scope = NewDisposeScope();
        var gradient = Gradients.WithSpectrum(16, 40, [.. Enumerable.Range(0, 16).Select(index => Math.Pow(2, -index))], ScalarType.Float64);

        var found = Subspace.Find(New(extra: 6), gradient, rank, new BankMember("weight", 2, Subspace.Orthonormal(16, oldRank, 5)));

        Subspace.AssertClose(Subspace.Projector(Subspace.Exact(gradient, rank)), Subspace.Projector(found.Basis), 1e-4);
    }

    [Theory]
    [InlineData(null, 8, 24, 12)] // max(4, r_max / 4)
    [InlineData(null, 64, 256, 80)]
    [InlineData(5, 8, 24, 13)]
    [InlineData(5, 30, 24, 24)] // no more than d
    public void SketchWidth_Oversampling_IsAddedUpToTheSmallerSide(int? oversampling, int highest, int shortSide, int expected)
    {
        var updater = new PowerIterationUpdater(new PowerIterationOptions { Oversampling = oversampling }, Source);

        Assert.Equal(expected, updater.SketchWidth(new BankShape(shortSide, 1000, ScalarType.Float32), new RankBounds(1, highest)));
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(4, -1)]
    public void Constructor_OptionOutOfRange_IsRefused(int oversampling, int extra) =>
        Assert.Throws<InvalidSettingException>(() => new PowerIterationUpdater(
            new PowerIterationOptions { Oversampling = oversampling, ExtraIterations = extra }, Source));

    private static PowerIterationUpdater New(int extra = 0) => new(new PowerIterationOptions { ExtraIterations = extra }, Source);
}
