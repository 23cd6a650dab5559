using AdaRank.Generators.Models;
using AdaRank.Generators.Tests.Harness;

namespace AdaRank.Generators.Tests.Models;

public sealed class SpecTypeTests
{
    [Fact]
    public void ModelSpec_AndAllItHolds_KeepNothingOfTheCompilationAlive()
    {
        var seen = SpecTypes.AssertKeepsNothingAlive(typeof(ModelSpec));

        Assert.Contains(typeof(LayerSpec), seen);
        Assert.Contains(typeof(WeightSpec), seen);
    }
}
