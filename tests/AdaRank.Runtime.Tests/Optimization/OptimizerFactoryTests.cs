using AdaRank.Composition;
using AdaRank.Plugins.Rank.EnergyThreshold;
using AdaRank.Plugins.Rank.Interval;
using AdaRank.Rank;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization;

public sealed class OptimizerFactoryTests
{
    public static TheoryData<string, Action<AdaRankBuilder>> BadSettings() => new()
    {
        { "optimizer profile is 'adamm': choose one of adam-mini, adamw, adamw-8bit, adarankgrad, apollo, apollo-mini, coap, fira, flora, frugal, galore, galore-8bit, golore, ldadam, muon, online-subspace-descent, subtrack++, sumo.", builder => builder.UseProfile("adamm") },
        {
            "basis is 'svd': choose one of coap, coordinates, dct, exact-svd, gaussian, geodesic, golore, interpolated-power-iteration, online-descent, power-iteration, random-orthonormal, randomized-svd, or register a keyed IProjectionUpdater.",
            builder => builder.AllGroups(group => group.Basis("svd"))
        },
        { "highest rank is 0: use a rank of at least 1.", builder => builder.AllGroups(group => group.Ranks(1, 0)) },
        { "group is 'atention': configure one that the model has: attention, mlp.", builder => builder.Group("atention", group => group.FullRank()) },
        { "learning rate is NaN: use a finite number of at least 0.", builder => builder.LearningRate(double.NaN) },
        { "weight decay is -1: use a finite number of at least 0.", builder => builder.WeightDecay(-1) },
        {
            "tolerance is 2: use a share of lost energy from 0 to below 1, for example 0.04.",
            builder => builder.Group("mlp", group => group.Rank<EnergyThresholdOptions>("energy-threshold", options => options.Tolerance = 2))
        },
        {
            "options of 'fixed' is 'EnergyThresholdOptions': set NoOptions instead, or choose the plugin that these options belong to.",
            builder => builder.AllGroups(group => group.Rank<EnergyThresholdOptions>("fixed", options => options.Tolerance = 0.1))
        },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public void Create_ImpossibleSetting_SaysWhatItIsAndWhatToDo(string message, Action<AdaRankBuilder> configure)
    {
        using var model = new ParameterModel().LowRank("query", zeros([4, 4]), "attention").LowRank("up", zeros([4, 8]), "mlp");

        var problem = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(model, configure));

        Assert.Equal(message, problem.Message);
    }

    public static TheoryData<string, Func<Tensor>, string?> BadParameters() => new()
    {
        { "shape of 'weight' is '[4]': train it at full rank", () => zeros([4]), "all" },
        { "shape of 'weight' is '[2, 0, 4]': train it at full rank", () => zeros([2, 0, 4]), "all" },
        { "dtype of 'weight' is Float16: convert the model to float32, float64 or bfloat16", () => zeros([4, 4], ScalarType.Float16), "all" },
        { "group of 'weight' is missing: name the low-rank group", () => zeros([4, 4]), null },
    };

    [Theory]
    [MemberData(nameof(BadParameters))]
    public void Create_ParameterThatCannotBeProjected_NamesIt(string message, Func<Tensor> start, string? group)
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", start(), group);

        var problem = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(model));

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_LowRankProfileWithoutLowRankParameters_IsRefused()
    {
        using var model = new ParameterModel().FullRank("weight", zeros([4, 4]));

        var problem = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(model));

        Assert.Contains("no parameter is low-rank", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_GroupWithSettingsOfItsOwn_RefinesTheProfile()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("query", zeros([16, 16]), "attention").LowRank("up", zeros([16, 24]), "mlp");
        using var optimizer = Optimizers.Create(model, builder => builder
            .UseProfile(Profiles.GaLore)
            .AllGroups(group => group.Ranks(1, 3))
            .Group("mlp", group => group.Ranks(1, 5)));
        foreach (var parameter in model.ListParameters())
        {
            parameter.Value.grad = randn(parameter.Value.shape);
        }

        optimizer.Step();

        Assert.Equal([("query", 3), ("up", 5)], optimizer.Matrices.Select(matrix => (matrix.Name, matrix.Rank)));
    }

    [Fact]
    public void Create_PluginOfTheUsersOwn_IsFoundByItsKey()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", zeros([16, 16]));
        using var optimizer = Optimizers.Create(
            model,
            builder => builder.AllGroups(group => group.Rank("always-two")),
            services => services.AddKeyedSingleton<IRankPolicy>("always-two", new AlwaysTwo()));
        model["weight"].grad = randn([16, 16]);

        optimizer.Step();

        Assert.Equal(2, optimizer.Matrices[0].Rank);
    }

    [Fact]
    public void Create_PluginOfTheUsersOwnUnderABuiltInKey_Wins()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", zeros([16, 16]));
        using var optimizer = Optimizers.Create(
            model,
            builder => builder.UseProfile(Profiles.GaLore).AllGroups(group => group.Ranks(1, 9)),
            services => services.AddKeyedSingleton<IRankPolicy>("fixed", new AlwaysTwo()));
        model["weight"].grad = randn([16, 16]);

        optimizer.Step();

        Assert.Equal(2, optimizer.Matrices[0].Rank);
    }

    [Fact]
    public void Step_RankPolicyOutOfItsBounds_IsNamedAndChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", ones([16, 16]));
        using var optimizer = Optimizers.Create(
            model,
            builder => builder.AllGroups(group => group.Ranks(3, 8).Rank("always-two")),
            services => services.AddKeyedSingleton<IRankPolicy>("always-two", new AlwaysTwo()));
        model["weight"].grad = randn([16, 16]);

        var problem = Assert.Throws<InvalidOperationException>(() => optimizer.Step());

        Assert.Equal("AlwaysTwo chose rank 2 for 'weight': the bounds are 3 to 8.", problem.Message);
        Assert.True(model["weight"].eq(1).all().item<bool>());
        Assert.Equal(0, optimizer.Matrices[0].Rank);
    }

    [Fact]
    public void AddAdaRank_Twice_IsRefused()
    {
        var services = new ServiceCollection().AddAdaRank();

        Assert.Throws<InvalidOperationException>(() => services.AddAdaRank());
    }

    [Fact]
    public void AddProfile_OfTheUsersOwn_CanBeUsed()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", zeros([16, 16]));
        using var optimizer = Optimizers.Create(model, builder => builder
            .AddProfile("mine", group => group.Ranks(1, 6).Rank("fixed").Refresh<IntervalOptions>("interval", options => options.Interval = 7))
            .UseProfile("mine"));
        model["weight"].grad = randn([16, 16]);

        optimizer.Step();

        Assert.Equal(("mine", 6), (optimizer.Profile, optimizer.Matrices[0].Rank));
    }

    private sealed class AlwaysTwo : IRankPolicy
    {
        public int ChooseRank(in RankObservation observation) => 2;
    }
}
