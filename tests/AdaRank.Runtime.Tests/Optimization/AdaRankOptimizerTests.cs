using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization;

public sealed class AdaRankOptimizerTests
{
    [Fact]
    public void Step_SameSeedAndGradientsTwice_GivesTheSameBits()
    {
        using var scope = NewDisposeScope();

        var (first, second) = (Train(seed: 5), Train(seed: 5));

        Assert.True(first.eq(second).all().item<bool>());
    }

    [Fact]
    public void Step_AnotherSeed_SketchesOtherwise()
    {
        using var scope = NewDisposeScope();

        var (first, second) = (Train(seed: 5), Train(seed: 6));

        Assert.False(first.eq(second).all().item<bool>());
        Assert.True(first.allclose(second, 0.2, 0.2));
    }

    [Fact]
    public void Step_OrderOfParameters_DoesNotMatter()
    {
        using var scope = NewDisposeScope();

        Assert.True(Train(seed: 5).eq(Train(seed: 5, reversed: true)).all().item<bool>());
    }

    [Fact]
    public void Step_ModelWasReplacedInPlace_FollowsTheNewParameters()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", zeros([6, 8])).FullRank("bias", zeros([6]));
        using var optimizer = Optimizers.Create(model);
        model.Convert(ScalarType.Float32);
        model["weight"].grad = ones([6, 8]);
        model["bias"].grad = ones([6]);

        optimizer.Step();

        Assert.True(model["weight"].lt(0).all().item<bool>());
        Assert.True(model["bias"].lt(0).all().item<bool>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Step_ModelWasConverted_IsRefusedWithTheRemedy(bool isLowRank)
    {
        using var scope = NewDisposeScope();
        using var model = isLowRank
            ? new ParameterModel().LowRank("weight", zeros([6, 8]))
            : new ParameterModel().LowRank("other", zeros([6, 8])).FullRank("weight", zeros([6]));
        using var optimizer = Optimizers.Create(model);
        model["weight"].grad = ones_like(model["weight"]);
        optimizer.Step();
        model.Convert(ScalarType.Float64);
        model["weight"].grad = ones_like(model["weight"]);

        var problem = Assert.Throws<InvalidOperationException>(() => optimizer.Step());

        Assert.Contains("convert the model first, then make the optimizer", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_Gradients_AreNeverWrittenTo()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", zeros([6, 8])).FullRank("bias", zeros([6]));
        using var optimizer = Optimizers.Create(model);
        model["weight"].grad = ones([6, 8]);
        model["bias"].grad = ones([6]);

        optimizer.Step();

        Assert.True(model["weight"].grad!.eq(1).all().item<bool>());
        Assert.True(model["bias"].grad!.eq(1).all().item<bool>());
    }

    [Fact]
    public void ZeroGradients_Always_DropsThem()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", zeros([6, 8]));
        using var optimizer = Optimizers.Create(model);
        model["weight"].grad = ones([6, 8]);

        optimizer.ZeroGradients();

        Assert.Null(model["weight"].grad);
    }

    [Fact]
    public void Dispose_Always_FreesAllState()
    {
        using var model = new ParameterModel().LowRank("weight", zeros([6, 8])).FullRank("bias", zeros([6]));
        using (var gradient = ones([6, 8]))
        {
            model["weight"].grad = gradient;
        }

        var before = Tensor.TotalCount;
        var optimizer = Optimizers.Create(model);
        optimizer.Step();
        Assert.True(Tensor.TotalCount > before);

        optimizer.Dispose();

        Assert.InRange(Tensor.TotalCount, 0, before);
        Assert.Throws<ObjectDisposedException>(() => optimizer.Step());
    }

    private static Tensor Train(ulong seed, bool reversed = false)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        using var model = reversed
            ? new ParameterModel().LowRank("second", zeros([12, 16])).LowRank("first", zeros([12, 16]))
            : new ParameterModel().LowRank("first", zeros([12, 16])).LowRank("second", zeros([12, 16]));
        using var optimizer = Optimizers.Create(model, builder => builder.Seed(seed).LearningRate(0.01).AllGroups(group => group.Ranks(1, 4)));
        for (var step = 0; step < 10; step++)
        {
            model["first"].grad = randn([12, 16], generator: generator);
            model["second"].grad = randn([12, 16], generator: generator);
            optimizer.Step();
        }

        return scope.MoveToOuter(cat([model["first"].detach(), model["second"].detach()]));
    }
}
