using AdaRank.Composition;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization;

/// <summary>The bytes of method.md, section 9, by formula and as allocated.</summary>
public sealed class StateBytesTests
{
    [Theory]
    [InlineData(512, 512, 128, 3 * 512 * 128)]
    [InlineData(1376, 512, 128, (512 * 128) + (2 * 1376 * 128))]
    [InlineData(512, 1376, 128, (512 * 128) + (2 * 1376 * 128))]
    [InlineData(7, 11, 99, (7 * 7) + (2 * 7 * 11))] // no more than min(m, n) directions
    [InlineData(1, 9, 4, 1 + (2 * 9))]
    public void MeasureState_FixedRank_IsTheFormulaAndWhatIsAllocated(int rows, int columns, int rank, long elements)
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", zeros([rows, columns]));
        using var optimizer = Optimizers.Create(
            model, builder => builder.UseProfile(Profiles.GaLore).AllGroups(group => group.Ranks(1, rank)));
        model["weight"].grad = randn([rows, columns]);

        optimizer.Step();

        var bytes = optimizer.MeasureState();
        Assert.Equal((elements * 4, elements * 4), (bytes.LowRank, bytes.LowRankAllocated));
        Assert.Equal((0, 0), (bytes.FullRank, bytes.FullRankAllocated));
    }

    [Fact]
    public void MeasureState_FullRankProfile_IsTwoMomentsPerElement()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", zeros([20, 30])).FullRank("bias", zeros([20])).Frozen("table", zeros([50]));
        using var optimizer = Optimizers.Create(model, builder => builder.UseProfile(Profiles.AdamW));
        model["weight"].grad = randn([20, 30]);
        model["bias"].grad = randn([20]);

        optimizer.Step();

        var bytes = optimizer.MeasureState();
        Assert.Equal((620 * 2 * 4, 620 * 2 * 4), (bytes.FullRank, bytes.FullRankAllocated));
        Assert.Equal((0, 0), (bytes.LowRank, bytes.LowRankAllocated));
    }

    [Fact]
    public void MeasureState_BeforeTheFirstStep_AllocatesNothing()
    {
        using var model = new ParameterModel().LowRank("weight", zeros([20, 30])).FullRank("bias", zeros([20]));
        using var optimizer = Optimizers.Create(model);

        Assert.Equal(0, optimizer.MeasureState().TotalAllocated);
    }
}
