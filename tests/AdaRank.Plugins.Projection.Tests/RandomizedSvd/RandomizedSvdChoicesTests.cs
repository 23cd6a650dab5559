using AdaRank.Banks;
using AdaRank.Plugins.Projection.LinearAlgebra;
using AdaRank.Plugins.Projection.RandomizedSvd;
using AdaRank.Projection;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests.RandomizedSvd;

public sealed class RandomizedSvdChoicesTests
{
    [Theory]
    [InlineData(BasisKind.Raw, 0)]
    [InlineData(BasisKind.Raw, 1)]
    [InlineData(BasisKind.Raw, 2)]
    [InlineData(BasisKind.Rotated, 0)]
    [InlineData(BasisKind.Rotated, 1)]
    [InlineData(BasisKind.Rotated, 2)]
    public void Sketch_PowerIterations_AreOfTheGradientTimesItsTranspose(BasisKind kind, int iterations)
    {
        using var scope = NewDisposeScope();
        var source = new PhiloxGaussianSource(8);
        var gradient = Subspace.Normal(12, 30, 1);
        var updater = new RandomizedSvdUpdater(new RandomizedSvdOptions { Basis = kind, PowerIterations = iterations, Oversampling = 0 }, source);

        var found = Subspace.Find(updater, gradient, 4, new BankMember("weight", 3, null));

        var numbers = new double[30 * 4];
        source.Fill("weight", 3, numbers);
        var range = gradient.mm(tensor(numbers, [30, 4]));
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            range = gradient.mm(gradient.t().mm(range));
        }

        // The literal columns are those of Gram-Schmidt, in the order drawn.
        var (basis, triangle) = linalg.qr(range);
        Subspace.AssertClose(Subspace.Projector(basis), Subspace.Projector(found.Basis));
        Assert.Equal(kind is BasisKind.Raw, (basis * triangle.diagonal().sign()).allclose(found.Basis, rtol: 1e-8, atol: 1e-8));
    }

    [Theory]
    [InlineData(BasisKind.Rotated, BasisTraits.Orthonormal | BasisTraits.Spectrum)]
    [InlineData(BasisKind.Raw, BasisTraits.Orthonormal)]
    public void Traits_RawColumns_AreNoSpectrum(BasisKind kind, BasisTraits expected) => Assert.Equal(expected, New(kind).Traits);

    [Theory]
    [InlineData(BasisKind.Rotated)]
    [InlineData(BasisKind.Raw)]
    public void Sketch_CholeskyQr_FindsWhatHouseholderFinds(BasisKind kind)
    {
        foreach (var (rows, columns) in Subspace.Shapes)
        {
            using var scope = NewDisposeScope();
            var gradient = Gradients.WithSpectrum(rows, columns, [.. Enumerable.Range(0, (int)Math.Min(rows, columns)).Select(index => 3.0 / (index + 2))], ScalarType.Float64);
            var rank = (int)Math.Min(4, gradient.shape.Min());

            var expected = Subspace.Find(New(kind), gradient, rank);
            var actual = Subspace.Find(New(kind, Orthonormalisation.CholeskyQr), gradient, rank);

            Subspace.AssertClose(expected.Basis, actual.Basis, 1e-10);
            Subspace.AssertClose(tensor(expected.Energies), tensor(actual.Energies), 1e-12);
        }
    }

    [Fact]
    public void Sketch_RawColumns_ReportsWhatEachCaptures()
    {
        using var scope = NewDisposeScope();
        var gradient = Subspace.Normal(10, 25, 6);

        var found = Subspace.Find(New(BasisKind.Raw), gradient, 4);

        Subspace.AssertClose(found.Basis.t().mm(gradient).square().sum(1), tensor(found.Energies[..4]), 1e-12);
    }

    private static RandomizedSvdUpdater New(BasisKind kind, Orthonormalisation method = Orthonormalisation.Householder) =>
        new(new RandomizedSvdOptions { Basis = kind, Orthonormalisation = method }, new PhiloxGaussianSource(21));
}
