using AdaRank.Cuda.Dense;

namespace AdaRank.Cuda.Tests.Dense;

public sealed class DenseLayoutTests
{
    [Fact]
    public void Layout_OfAnySizes_BeginsEachAtABlockOfItsOwn()
    {
        var layout = new DenseLayout([
            new(1, 1, DenseWeight.BFloat16), new(2, 256, DenseWeight.BFloat16WithMaster), new(3, 257, DenseWeight.Float32), new(4, 700, DenseWeight.BFloat16WithMaster)]);

        Assert.Equal([0, 256, 512, 1024], Enumerable.Range(0, 4).Select(layout.Offset));
        Assert.Equal([-1, 0, -1, 256], Enumerable.Range(0, 4).Select(layout.MasterOffset));
        Assert.Equal((1792, 1024), (layout.Total, layout.MasterTotal));
    }

    [Fact]
    public void Layout_BeyondFourBillion_CountsOn()
    {
        var layout = new DenseLayout([.. Enumerable.Repeat(new DenseParameter(1, 3_000_000_001, DenseWeight.BFloat16WithMaster), 3)]);

        Assert.Equal(2 * 3_000_000_256L, layout.Offset(2));
        Assert.Equal(3 * 3_000_000_256L, layout.MasterTotal);
    }
}
