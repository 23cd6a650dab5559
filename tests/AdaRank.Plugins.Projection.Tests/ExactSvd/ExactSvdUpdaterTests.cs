using AdaRank.Banks;
using AdaRank.Plugins.Projection.ExactSvd;
using AdaRank.Projection;
using AdaRank.Rank;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests.ExactSvd;

public sealed class ExactSvdUpdaterTests
{
    [Theory]
    [InlineData(10, 30)]
    [InlineData(30, 10)]
    public void Sketch_KnownSpectrum_KeepsTheLargestDirections(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var gradient = Gradients.WithSpectrum(rows, columns, [4, 3, 2, 1], ScalarType.Float64);
        var shape = new BankShape(rows, columns, ScalarType.Float64);
        var bank = new BankView(shape, [new BankMember("weight", 0, null)]);
        var updater = new ExactSvdUpdater();
        using var sketch = new SketchView(bank, updater.SketchWidth(shape, new RankBounds(1, 2)), CPU);
        var basis = empty([10, 2], ScalarType.Float64);

        updater.Sketch(bank, new GradientView.Full(shape, [gradient]), sketch);
        updater.Commit(bank, sketch, [2], [basis]);

        Assert.Equal([16.0, 9.0], sketch.Energies(0).ToArray().Select(energy => Math.Round(energy, 10)));
        Assert.True(Gradients.OrthogonalityError(basis) < 1e-12);
        Assert.True(basis.gather(0, basis.abs().argmax(0, keepdim: true)).gt(0).all().item<bool>());
        Assert.Equal(25, Gradients.Energy(basis.t().mm(rows > columns ? gradient.t() : gradient)), 10);
    }
}
