using AdaRank.Banks;
using AdaRank.Plugins.Projection.GoLore;
using AdaRank.Plugins.Projection.RandomOrthonormal;
using AdaRank.Projection;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests.GoLore;

public sealed class GoLoreUpdaterTests
{
    private static readonly PhiloxGaussianSource Source = new(8);

    [Theory]
    [InlineData(1, 10, true)]
    [InlineData(10, 10, true)]
    [InlineData(11, 10, false)]
    [InlineData(1, 0, false)]
    [InlineData(5000, null, true)]
    [InlineData(5001, null, false)]
    public void Sketch_StepOfTheRefresh_DecidesBetweenSingularVectorsAndChance(long step, int? switchStep, bool isExact)
    {
        foreach (var (rows, columns) in new[] { (20L, 8L), (8L, 20L), (8L, 8L) })
        {
            using var scope = NewDisposeScope();
            var options = switchStep is { } last ? new GoLoreOptions { SwitchStep = last } : new GoLoreOptions();
            var gradient = Subspace.Normal(rows, columns, 2);
            var member = new BankMember("weight", 3, null) { Step = step };

            var found = Subspace.Find(new GoLoreUpdater(options, Source), gradient, 3, member);

            var expected = isExact
                ? Subspace.Exact(gradient, 3)
                : Subspace.Find(new RandomOrthonormalUpdater(Source), gradient, 3, member).Basis;
            Subspace.AssertClose(Subspace.Projector(expected), Subspace.Projector(found.Basis));
            var largest = found.Basis.gather(0, found.Basis.abs().argmax(0, keepdim: true));
            Assert.True(largest.gt(0).all().item<bool>());
        }
    }

    [Fact]
    public void Traits_Always_AreOrthonormalWithoutSpectrum() =>
        Assert.Equal(BasisTraits.Orthonormal, new GoLoreUpdater(new GoLoreOptions(), Source).Traits);

    [Fact]
    public void Constructor_NegativeStep_IsRefused() =>
        Assert.Throws<InvalidSettingException>(() => new GoLoreUpdater(new GoLoreOptions { SwitchStep = -1 }, Source));
}
