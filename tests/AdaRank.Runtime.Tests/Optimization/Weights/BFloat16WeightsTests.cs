using AdaRank.Composition;
using AdaRank.Optimization;
using AdaRank.Plugins.Rank.Interval;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization.Weights;

/// <summary>Weights in bf16: opened as fp32 for a step, and rounded by chance or from a master.</summary>
public sealed class BFloat16WeightsTests
{
    public static TheoryData<string, WeightPrecision> ProfilesAndPrecisions()
    {
        var cases = new TheoryData<string, WeightPrecision>();
        foreach (var profile in Profiles.BuiltIn.Keys)
        {
            cases.Add(profile, WeightPrecision.StochasticRounding);
            cases.Add(profile, WeightPrecision.MasterWeights);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(ProfilesAndPrecisions))]
    public void Step_OfAnyProfile_TrainsWeightsInBFloat16(string profile, WeightPrecision precision)
    {
        using var scope = NewDisposeScope();
        using var problem = new Regression(ScalarType.BFloat16);
        using var optimizer = problem.Create(profile, builder => builder.Weights(precision));

        var first = problem.Step(optimizer);
        var last = first;
        for (var step = 1; step < 150; step++)
        {
            last = problem.Step(optimizer);
        }

        Assert.True(last < 0.8 * first, $"loss {first:g4} to {last:g4}");
        Assert.All(problem.Model.ListParameters(), static parameter =>
        {
            Assert.Equal(ScalarType.BFloat16, parameter.Value.dtype);
            Assert.True(parameter.Value.isfinite().all().item<bool>());
        });
        var bytes = optimizer.MeasureState();
        Assert.Equal((bytes.LowRank, bytes.FullRank), (bytes.LowRankAllocated, bytes.FullRankAllocated));
    }

    [Theory]
    [InlineData(Profiles.GaLore)]
    [InlineData(Profiles.AdamW)]
    public void Step_WithUpdatesFarBelowAUnitOfTheWeight_LosesNothingInTheMean(string profile)
    {
        // A step of 2^-8 / 64, and bf16 numbers below one are 2^-8 apart: to the nearest number, no weight would ever move.
        const int Steps = 400;
        var rate = Math.Pow(2, -8) / 64;
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", ones([64, 64], ScalarType.BFloat16));
        using var optimizer = Optimizers.Create(model, builder => builder
            .UseProfile(profile)
            .LearningRate(rate)
            .AllGroups(group => group.Ranks(1, 1).Step("adam")));

        for (var step = 0; step < Steps; step++)
        {
            // Of rank one and the same everywhere: N is 8 in the direction (1/8, ..., 1/8), 1 in each weight.
            model["weight"].grad = ones([64, 64], ScalarType.BFloat16);
            optimizer.Step();
        }

        var expected = Steps * (profile == Profiles.GaLore ? rate / 8 : rate);
        var lost = 1 - model["weight"].to(ScalarType.Float64).mean().item<double>();

        // Each of 4,096 weights has moved by a sum of Steps chances p, in units of 2^-8: the mean's standard error is
        // 2^-8 √(Steps p / 4096), and five of these are never seen.
        var chance = expected / Steps * Math.Pow(2, 8);
        var error = Math.Pow(2, -8) * Math.Sqrt(Steps * chance / 4096);
        Assert.InRange(lost, expected - (5 * error), expected + (5 * error));
        Assert.Equal(1, (1 - tensor((float)rate)).to(ScalarType.BFloat16).to(ScalarType.Float32).item<float>());
    }

    [Theory]
    [MemberData(nameof(MasterProfiles))]
    public void Step_WithMasterWeights_IsTheRunInFp32AfterRounding(string profile)
    {
        using var scope = NewDisposeScope();
        using var problem = new Regression(ScalarType.BFloat16);
        using var wide = new Regression(ScalarType.Float32);
        using var optimizer = problem.Create(profile, builder => builder.Weights(WeightPrecision.MasterWeights));
        using var other = wide.Create(profile, static _ => { });

        for (var step = 0; step < 40; step++)
        {
            // The same gradients for both: they are those of the rounded weights.
            problem.SetGradients();
            foreach (var parameter in problem.Model.ListParameters())
            {
                wide.Model[parameter.Name].grad = parameter.Value.grad!.to(ScalarType.Float32);
            }

            optimizer.Step();
            other.Step();
        }

        Assert.All(problem.Model.ListParameters(), parameter =>
            Assert.True(parameter.Value.eq(wide.Model[parameter.Name].to(ScalarType.BFloat16)).all().item<bool>(), parameter.Name));
    }

    public static TheoryData<string> MasterProfiles => [.. Profiles.BuiltIn.Keys];

    [Fact]
    public void Step_TheSameRunTwice_IsTheSameToTheLastBit()
    {
        using var scope = NewDisposeScope();
        var (one, again, other) = (Run(5), Run(5), Run(6));

        Assert.True(one.eq(again).all().item<bool>());
        Assert.False(one.eq(other).all().item<bool>());

        static Tensor Run(ulong seed)
        {
            using var problem = new Regression(ScalarType.BFloat16);

            // An exact basis, so that the seed plays no part but in the rounding.
            using var optimizer = problem.Create(Profiles.GaLore, builder => builder.Seed(seed));
            for (var step = 0; step < 10; step++)
            {
                problem.Step(optimizer);
            }

            return cat([.. problem.Model.ListParameters().Select(static parameter => parameter.Value.detach().reshape(-1))]).clone();
        }
    }

    [Fact]
    public void MeasureState_WithMasterWeights_CountsFourBytesForEachElement()
    {
        using var scope = NewDisposeScope();
        using var problem = new Regression(ScalarType.BFloat16);
        using var rounded = new Regression(ScalarType.BFloat16);
        using var optimizer = problem.Create(Profiles.GaLore, builder => builder.Weights(WeightPrecision.MasterWeights));
        using var other = rounded.Create(Profiles.GaLore, static _ => { });
        problem.Step(optimizer);
        rounded.Step(other);

        var (with, without) = (optimizer.MeasureState(), other.MeasureState());

        Assert.Equal(4 * Regression.LowRankElements, with.LowRank - without.LowRank);
        Assert.Equal(4 * Regression.FullRankElements, with.FullRank - without.FullRank);
        Assert.Equal(with.Total, with.TotalAllocated);
        Assert.Equal(with.LowRank, optimizer.Matrices.Sum(static matrix => matrix.StateBytes));
    }

    [Fact]
    public void Step_OfWeightsInSeveralTypes_TrainsEachInItsOwn()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel()
            .LowRank("a", randn([12, 8], ScalarType.BFloat16))
            .LowRank("b", randn([12, 8], ScalarType.Float32))
            .LowRank("c", randn([12, 8], ScalarType.Float64))
            .LowRank("d", randn([12, 8], ScalarType.BFloat16), "masters")
            .FullRank("e", randn([8], ScalarType.BFloat16))
            .FullRank("f", randn([8], ScalarType.Float32))
            .Frozen("g", randn([8], ScalarType.BFloat16));
        var before = model.ListParameters().ToDictionary(static parameter => parameter.Name, static parameter => parameter.Value.detach().clone());
        using var optimizer = Optimizers.Create(model, static builder => builder
            .LearningRate(0.1)
            .AllGroups(static group => group.Ranks(1, 4))
            .Group("masters", static group => group.Weights(WeightPrecision.MasterWeights)));

        foreach (var parameter in model.ListParameters().Where(static parameter => parameter.Value.requires_grad))
        {
            parameter.Value.grad = randn(parameter.Value.shape).to(parameter.Value.dtype);
        }

        optimizer.Step();

        Assert.Equal(4, optimizer.Banks.Count);
        Assert.Equal(["g"], model.ListParameters().Where(parameter => parameter.Value.eq(before[parameter.Name]).all().item<bool>()).Select(static parameter => parameter.Name));
        Assert.All(model.ListParameters(), parameter => Assert.Equal(before[parameter.Name].dtype, parameter.Value.dtype));
        Assert.Equal(["d"], optimizer.Banks.SelectMany(static bank => bank.Matrices).Where(static matrix => matrix.Trained.AllocatedBytes > 0).Select(static matrix => matrix.Name));
    }

    [Fact]
    public void Step_OfAWeightThatIsNoMatrixInMemory_RoundsItInPlace()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", zeros([16, 8], ScalarType.BFloat16));
        using var turned = new ParameterModel().LowRank("weight", zeros([8, 16], ScalarType.BFloat16).t());
        using var optimizer = Optimizers.Create(model, static builder => builder.Seed(1).LearningRate(0.01));
        using var other = Optimizers.Create(turned, static builder => builder.Seed(1).LearningRate(0.01));
        var gradient = randn([16, 8]).to(ScalarType.BFloat16);
        (model["weight"].grad, turned["weight"].grad) = (gradient, gradient);

        optimizer.Step();
        other.Step();

        Assert.True(model["weight"].eq(turned["weight"]).all().item<bool>());
    }

    [Fact]
    public void Step_GradientNotFinite_LeavesTheWeightAlone()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", ones([8, 8], ScalarType.BFloat16)).FullRank("bias", ones([8], ScalarType.BFloat16));
        using var optimizer = Optimizers.Create(model, static builder => builder.LearningRate(1));
        model["weight"].grad = full([8, 8], float.NaN, ScalarType.BFloat16);
        model["bias"].grad = full([8], float.PositiveInfinity, ScalarType.BFloat16);

        var summary = optimizer.Step();

        Assert.Equal(2, summary.Skipped);
        Assert.All(model.ListParameters(), static parameter => Assert.True(parameter.Value.eq(1).all().item<bool>()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Create_PrecisionForAModelThatHasNoUseForIt_IsRefused(bool inAGroup)
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", zeros([4, 4])).Frozen("table", zeros([4, 4], ScalarType.BFloat16));

        var problem = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(model, builder => _ = inAGroup
            ? builder.Group("all", static group => group.Weights(WeightPrecision.MasterWeights))
            : builder.Weights(WeightPrecision.MasterWeights)));

        Assert.Equal(
            "weight precision is MasterWeights: convert the model to bfloat16, or leave it out: no trained weight is in bfloat16, and others are updated as they are.",
            problem.Message);
    }

    [Fact]
    public void Weights_NoSuchPrecision_IsRefused()
    {
        var problem = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(
            new ParameterModel(), static builder => builder.Weights((WeightPrecision)7)));

        Assert.Contains("use StochasticRounding or MasterWeights", problem.Message, StringComparison.Ordinal);
    }

    /// <summary>Least squares with a bias: the loss of a weight is ½‖(W - W*) X‖², its gradient is taken in fp32 and rounded.</summary>
    private sealed class Regression : IDisposable
    {
        public const long LowRankElements = (24 * 16) + (16 * 24);
        public const long FullRankElements = 16;

        private readonly Dictionary<string, Tensor> _targets;

        public Regression(ScalarType dtype)
        {
            using var generator = new Generator(3);
            Model = new ParameterModel()
                .LowRank("tall", Draw(24, 16).to(dtype))
                .LowRank("wide", Draw(16, 24).to(dtype))
                .FullRank("bias", Draw(16).to(dtype));
            _targets = Model.ListParameters().ToDictionary(
                static parameter => parameter.Name, parameter => Draw(parameter.Value.shape).DetachFromDisposeScope());

            Tensor Draw(params long[] shape) => randn(shape, generator: generator).to(ScalarType.BFloat16).to(ScalarType.Float32);
        }

        public ParameterModel Model { get; }

        public AdaRankOptimizer Create(string profile, Action<AdaRankBuilder> configure) => Optimizers.Create(Model, builder =>
        {
            builder.UseProfile(profile).Seed(9).LearningRate(0.02).AllGroups(group => group.Ranks(1, profile == Profiles.ApolloMini ? 1 : 8));
            if (profile is not (Profiles.OnlineSubspaceDescent or Profiles.AdamW or Profiles.AdamW8Bit or Profiles.AdamMini or Profiles.Muon or Profiles.LDAdam or Profiles.AdaRankGrad))
            {
                builder.AllGroups(static group => group.Refresh<IntervalOptions>("interval", static options => (options.Interval, options.Phase) = (10, 0)));
            }

            configure(builder);
        });

        public double SetGradients()
        {
            var loss = 0.0;
            foreach (var parameter in Model.ListParameters())
            {
                using var scope = NewDisposeScope();
                var error = parameter.Value.detach().to(ScalarType.Float32) - _targets[parameter.Name];
                loss += 0.5 * error.square().sum().item<float>();
                parameter.Value.grad = error.to(parameter.Value.dtype);
            }

            return loss;
        }

        public double Step(AdaRankOptimizer optimizer)
        {
            var loss = SetGradients();
            optimizer.Step();
            return loss;
        }

        public void Dispose()
        {
            Model.Dispose();
            foreach (var target in _targets.Values)
            {
                target.Dispose();
            }
        }
    }
}
