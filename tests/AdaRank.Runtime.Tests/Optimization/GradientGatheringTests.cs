using AdaRank.Optimization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization;

public sealed class GradientGatheringTests
{
    [Fact]
    public void Gather_AnyLayoutAndType_MeasuresEachGradient()
    {
        using var scope = NewDisposeScope();
        var numbers = arange(1, 13, ScalarType.Float64).reshape(3, 4);
        Tensor[] gradients =
        [
            numbers, numbers.to(ScalarType.Float32), numbers.t(), numbers.to(ScalarType.BFloat16), numbers.to(ScalarType.Float32).t(), zeros(3),
        ];

        var (ready, skipped) = Gather(gradients);

        Assert.Equal(0, skipped);
        Assert.Equal([650.0, 650, 650, 650, 650, 0], ready.Select(entry => Math.Round(entry.Energy / 13) * 13));
        Assert.Equal(gradients, ready.Select(entry => entry.Gradient));
    }

    [Fact]
    public void Gather_BadGradientsAmongSoundOnes_LeavesThemOutAndCountsThem()
    {
        using var scope = NewDisposeScope();
        var bad = ones(100_001);
        bad[100_000] = float.NaN;
        var owners = Owners(5);

        var (ready, skipped) = new GradientGathering<Owner>(owners).Gather(
            0, 5, Reader(owners, [ones(2), bad, null, bad.t(), ones(3)]), countsSkips: true);

        Assert.Equal(2, skipped);
        Assert.Equal([owners[0], owners[4]], ready.Select(entry => entry.Owner));
        Assert.Equal([2.0, 3.0], ready.Select(entry => entry.Energy));
        Assert.Equal([0, 1, 0, 1, 0], owners.Select(owner => owner.Skips));
    }

    [Theory]
    [InlineData(1e18f, true)]
    [InlineData(1e20f, false)]
    public void Gather_SinglePrecision_CountsAnEnergyThatOverflowsAsNotFinite(float number, bool isFinite)
    {
        using var scope = NewDisposeScope();

        Assert.Equal(isFinite ? 0 : 1, Gather([full(3, number)]).Skipped);
        Assert.Equal(0, Gather([full(3, (double)number, ScalarType.Float64)]).Skipped);
    }

    [Fact]
    public void Gather_EnergyThatVanishesInSinglePrecision_IsZero()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(0, Gather([full(3, 1e-30f)]).Ready[0].Energy);
        Assert.Equal(3e-40, Gather([full(3, 1e-20f)]).Ready[0].Energy, 1e-45);
        Assert.Equal(3e-60, Gather([full(3, 1e-30, ScalarType.Float64)]).Ready[0].Energy, 1e-70);
    }

    [Fact]
    public void Gather_PartOfTheParameters_LooksAtNoOther()
    {
        using var scope = NewDisposeScope();
        var owners = Owners(4);
        var gathering = new GradientGathering<Owner>(owners);
        var reader = Reader(owners, [full(1, 1f), full(1, 2f), full(1, 3f), full(1, 4f)]);

        Assert.Equal([4.0, 9.0], gathering.Gather(1, 3, reader, countsSkips: false).Ready.Select(entry => entry.Energy));
        Assert.Equal([16.0], gathering.Gather(3, 4, reader, countsSkips: false).Ready.Select(entry => entry.Energy));
    }

    private static (List<ReadyGradient<Owner>> Ready, int Skipped) Gather(Tensor?[] gradients)
    {
        var owners = Owners(gradients.Length);
        return new GradientGathering<Owner>(owners).Gather(0, owners.Count, Reader(owners, gradients), countsSkips: true);
    }

    private static List<Owner> Owners(int count) => [.. Enumerable.Range(0, count).Select(index => new Owner($"owner{index}"))];

    private static Func<ITrainedParameter, Tensor?> Reader(List<Owner> owners, Tensor?[] gradients) =>
        owner => gradients[owners.IndexOf((Owner)owner)];

    private sealed class Owner(string name) : ITrainedParameter
    {
        public string Name { get; } = name;

        public Parameter Weight => throw new NotSupportedException();

        public int Skips { get; private set; }

        public Tensor Read(Tensor gradient) => gradient;

        public void Skip() => Skips++;
    }
}
