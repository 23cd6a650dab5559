using AdaRank.Composition;
using AdaRank.Optimization;
using AdaRank.Plugins.Rank.EnergyThreshold;
using AdaRank.Plugins.Steps;
using AdaRank.Rank;
using AdaRank.Tests.Optimization;
using Microsoft.Extensions.Configuration;
using static TorchSharp.torch;

namespace AdaRank.Tests.Composition;

public sealed class ConfigurationTests
{
    [Fact]
    public void Bind_EveryKindOfSetting_IsTakenOver()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var optimizer = Create(model, """
            {
              "Profile": "galore",
              "LearningRate": 1e-2,
              "WeightDecay": "0.5",
              "Seed": 7,
              "AllGroups": { "Ranks": { "Lowest": 1, "Highest": 3 }, "Refresh": "interval" },
              "Groups": {
                "mlp": { "Rank": { "Key": "constant", "Rank": 4 }, "Ranks": { "Highest": 6, "Stride": 2 } },
                "head": { "FullRank": true }
              },
              "Match": { "*.1.weight": { "Frozen": true }, "norm": { "LearningRate": 0, "Decay": 0.5 } },
              "FullRankStep": "adam"
            }
            """);
        SetGradients(model);

        optimizer.Step();

        Assert.Equal(("galore", 1e-2, 0.5), (optimizer.Profile, optimizer.LearningRate, optimizer.WeightDecay));
        Assert.Equal([("attention.0.weight", 3), ("mlp.0.weight", 4)], optimizer.Matrices.Select(matrix => (matrix.Name, matrix.Rank)));
        Assert.Equal(new RankBounds(1, 6, 2), optimizer.Banks.Single(bank => bank.Group.Name == "mlp").Group.Bounds);
        Assert.Equal(["attention.1.weight"], optimizer.FrozenParameters);
        Assert.Equal(["head", "norm"], optimizer.FullRankParameters);
        Assert.True(model["norm"].eq(1).all().item<bool>());
    }

    [Fact]
    public void Bind_WeightPrecision_IsThatOfTheGroupBeforeThatOfAll()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel()
            .LowRank("a", zeros([4, 4], ScalarType.BFloat16), "attention")
            .LowRank("b", zeros([4, 4], ScalarType.BFloat16), "mlp")
            .LowRank("c", zeros([4, 4], ScalarType.BFloat16), "head")
            .FullRank("d", zeros([4], ScalarType.BFloat16));
        using var optimizer = Create(model, """
            {
              "Weights": "masterWeights",
              "Groups": { "mlp": { "Weights": "StochasticRounding" }, "head": { "FullRank": true, "Weights": "StochasticRounding" } }
            }
            """);
        foreach (var parameter in model.ListParameters())
        {
            parameter.Value.grad = ones_like(parameter.Value);
        }

        optimizer.Step();

        var bytes = optimizer.MeasureState(static name => name is "c" or "d");
        Assert.Equal([("a", true), ("b", false)], optimizer.Banks.SelectMany(static bank => bank.Matrices).Select(static matrix => (matrix.Name, matrix.Trained.HasMaster)));
        Assert.Equal((8 * (16 + 4)) + (4 * 4), bytes.FullRank);
    }

    [Fact]
    public void Bind_NamesInAnyCase_AreTheSame()
    {
        using var model = Model();
        using var optimizer = Create(model, """
            { "profile": "galore", "LEARNINGRATE": 0.25, "allgroups": { "rank": { "key": "constant", "TOLERANCE": "0.25" } } }
            """);

        Assert.Equal(0.25, optimizer.LearningRate);
        Assert.Equal(0.25, ((ConstantRankPolicy)optimizer.Banks[0].Group.Policy).Options.Tolerance);
    }

    [Theory]
    [InlineData("""{ "AllGroups": { "Rank": { "Key": "constant", "Tolerance": 0.25 } }, "Groups": { "mlp": { "Rank": { "Rank": 3 } } } }""", 0.25, 3)]
    [InlineData("""{ "AllGroups": { "Rank": { "Key": "constant", "Tolerance": 0.25 } }, "Groups": { "mlp": { "Rank": { "Key": "constant", "Rank": 3 } } } }""", 0.25, 3)]
    [InlineData("""{ "AllGroups": { "Rank": { "Key": "constant", "Tolerance": 0.25 } }, "Groups": { "mlp": { "Rank": "constant" } } }""", 0.5, 2)]
    public void Bind_GroupRefinesAllGroups_AsCodeDoes(string json, double tolerance, int rank)
    {
        using var model = Model();
        using var optimizer = Create(model, json);

        var options = ((ConstantRankPolicy)optimizer.Banks.Single(bank => bank.Group.Name == "mlp").Group.Policy).Options;
        Assert.Equal((tolerance, rank), (options.Tolerance, options.Rank));
    }

    [Fact]
    public void Bind_KeyInOneSourceAndOptionInAnother_AreTakenTogether()
    {
        using var model = Model();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AdaRank:AllGroups:Rank"] = "constant",
            ["AdaRank:AllGroups:Rank:Rank"] = "3",
        }).Build();
        using var optimizer = Optimizers.Create(model, adarank =>
        {
            ConstantRankPolicy.DeclareIn(adarank);
            adarank.Bind(configuration.GetSection("AdaRank"));
        });

        Assert.Equal(3, ((ConstantRankPolicy)optimizer.Banks[0].Group.Policy).Options.Rank);
    }

    [Theory]
    [InlineData(true, 0.25)]
    [InlineData(false, 0.5)]
    public void Bind_CodeAndConfiguration_TheLaterCallWins(bool codeLast, double expected)
    {
        using var model = Model();
        using var optimizer = Optimizers.Create(model, adarank =>
        {
            var section = Json.Section("""{ "LearningRate": 0.5, "AllGroups": { "Ranks": { "Highest": 50 } } }""");
            _ = codeLast ? adarank.Bind(section).LearningRate(0.25) : adarank.LearningRate(0.25).Bind(section);
            adarank.AllGroups(group => group.Ranks(1, 25));
        });

        Assert.Equal(expected, optimizer.LearningRate);
        Assert.Equal(25, optimizer.Banks[0].Group.Bounds.Highest);
    }

    [Fact]
    public void Bind_TwoSections_TheLaterOneWins()
    {
        using var model = Model();
        using var optimizer = Optimizers.Create(model, adarank => adarank
            .Bind(Json.Section("""{ "LearningRate": 0.5, "WeightDecay": 0.125 }"""))
            .Bind(Json.Section("""{ "LearningRate": 0.25 }""")));

        Assert.Equal((0.25, 0.125), (optimizer.LearningRate, optimizer.WeightDecay));
    }

    [Theory]
    [InlineData("""{ "LearnRate": 1 }""", "AdaRank:LearnRate is '1': did you mean 'LearningRate'? Otherwise use one of Profile, LearningRate, WeightDecay, Seed, Weights, AllGroups, Groups, Match, FullRankStep, GradientTransforms, Observers.")]
    [InlineData("""{ "Momentum": { "X": 1 } }""", "AdaRank:Momentum is a section: use one of Profile, ")]
    [InlineData("""{ "LearningRate": "0,04" }""", "AdaRank:LearningRate is '0,04': use a finite number of at least 0, written like 0.001 or 1e-3.")]
    [InlineData("""{ "LearningRate": "NaN" }""", "AdaRank:LearningRate is 'NaN': use a finite number")]
    [InlineData("""{ "WeightDecay": -1 }""", "AdaRank:WeightDecay is '-1': use a finite number")]
    [InlineData("""{ "WeightDecay": null }""", "AdaRank:WeightDecay is missing: use a finite number")]
    [InlineData("""{ "WeightDecay": { "Of": 1 } }""", "AdaRank:WeightDecay is a section: use a finite number")]
    [InlineData("""{ "Seed": 1.5 }""", "AdaRank:Seed is '1.5': use a whole number from 0 to 18446744073709551615.")]
    [InlineData("""{ "Profile": "galor" }""", "AdaRank:Profile is 'galor': did you mean 'galore'? Otherwise choose one of adam-mini, adamw, ")]
    [InlineData("""{ "AllGroups": { "Rnak": "fixed" } }""", "AdaRank:AllGroups:Rnak is 'fixed': did you mean 'Rank'? Otherwise use one of Ranks, Refresh, Basis, Rank, Transport, Step, Weights, RankFilters, FullRank.")]
    [InlineData("""{ "AllGroups": { "Rank": "fixd" } }""", "AdaRank:AllGroups:Rank is 'fixd': did you mean 'fixed'? Otherwise choose one of byte-budget, constant, ")]
    [InlineData("""{ "AllGroups": { "Rank": { "Key": "fixd", "X": 1 } } }""", "AdaRank:AllGroups:Rank:Key is 'fixd': did you mean 'fixed'?")]
    [InlineData("""{ "AllGroups": { "Rank": { "Key": "constant", "Tolerence": 0.1 } } }""", "AdaRank:AllGroups:Rank:Tolerence is '0.1': did you mean 'Tolerance'? Otherwise use an option of 'constant': Tolerance, Rank.")]
    [InlineData("""{ "AllGroups": { "Rank": { "Key": "constant", "Tolerance": "much" } } }""", "AdaRank:AllGroups:Rank:Tolerance is 'much': use a number, for example 0.5.")]
    [InlineData("""{ "AllGroups": { "Rank": { "Key": "constant", "Tolerance": 2 } } }""", "AdaRank:AllGroups:Rank:Tolerance is '2': use a share from 0 to below 1.")]
    [InlineData("""{ "AllGroups": { "Rank": { "Key": "constant", "Tolerance": { "A": 2 } } } }""", "AdaRank:AllGroups:Rank:Tolerance is a section: use a single value.")]
    [InlineData("""{ "AllGroups": { "Rank": { "Key": "fixed", "Rank": 2 } } }""", "AdaRank:AllGroups:Rank:Rank is '2': leave it out: 'fixed' has no options.")]
    [InlineData("""{ "AllGroups": { "Rank": "" } }""", "AdaRank:AllGroups:Rank is '': name a plugin by its key, or change an option.")]
    [InlineData("""{ "AllGroups": { "Ranks": { "Lowest": "two" } } }""", "AdaRank:AllGroups:Ranks:Lowest is 'two': use a whole number of at least 1.")]
    [InlineData("""{ "AllGroups": { "Ranks": { "Lowest": 9, "Highest": 3 } } }""", "AdaRank:AllGroups:Ranks is 9 to 3 by 1: use at least the lowest rank, 9, or lower that one.")]
    [InlineData("""{ "AllGroups": { "Ranks": 3 } }""", "AdaRank:AllGroups:Ranks is '3': use a section with names, not a single value.")]
    [InlineData("""{ "AllGroups": { "FullRank": false } }""", "AdaRank:AllGroups:FullRank is 'False': use true, or the key of a full-rank step, or leave it out.")]
    [InlineData("""{ "Groups": { "mpl": { "FullRank": true } } }""", "AdaRank:Groups:mpl is 'mpl': configure one that the model has: attention, head, mlp.")]
    [InlineData("""{ "Match": { "*.bias": { "Frozen": true } } }""", "AdaRank:Match:*.bias is '*.bias': it matches no parameter of the model; the nearest names are ")]
    [InlineData("""{ "Match": { "norm": { } } }""", "AdaRank:Match:norm is missing: say what to do: LowRank, FullRank, Frozen, LearningRate or Decay.")]
    [InlineData("""{ "Match": { "norm": { "Frozen": true, "FullRank": true } } }""", "AdaRank:Match:norm is 'Frozen and FullRank': keep one of them: they exclude each other.")]
    [InlineData("""{ "Match": { "norm": { "Frzen": true } } }""", "AdaRank:Match:norm:Frzen is 'True': did you mean 'Frozen'? Otherwise use one of LowRank, FullRank, Frozen, LearningRate, Decay.")]
    [InlineData("""{ "Weights": "MasterWeight" }""", "AdaRank:Weights is 'MasterWeight': did you mean 'MasterWeights'? Otherwise use StochasticRounding or MasterWeights.")]
    [InlineData("""{ "Groups": { "mlp": { "Weights": 1 } } }""", "AdaRank:Groups:mlp:Weights is '1': use StochasticRounding or MasterWeights.")]
    [InlineData("""{ "FullRankStep": "adamm" }""", "AdaRank:FullRankStep is 'adamm': did you mean 'adam'? Otherwise choose one of adam, ")]
    [InlineData("""{ "Observers": { "nobody": true } }""", "AdaRank:Observers:nobody is 'nobody': register a keyed IStepObserver, or add a package that has one.")]
    public void Bind_OneThingIsWrong_NamesPathValueAndRemedy(string json, string message)
    {
        using var model = Model();

        var problem = Assert.Throws<InvalidSettingException>(() => Create(model, json).Dispose());

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_ManyThingsAreWrong_AreReportedTogetherAndOnce()
    {
        using var model = Model();

        var problem = Assert.Throws<InvalidCompositionException>(() => Create(model, """
            {
              "LearnRate": 1,
              "Profile": "none",
              "AllGroups": { "Rank": { "Key": "constant", "Tolerence": 1, "Tolerance": "much" }, "Basis": "svd" },
              "Groups": { "mlp": { "Ranks": { "Lowest": 0 }, "Step": "sgd" }, "attention": { "Transport": "teleport" } }
            }
            """).Dispose());

        Assert.Equal(
            [
                "AdaRank:LearnRate", "AdaRank:Profile", "AdaRank:AllGroups:Basis", "AdaRank:AllGroups:Rank:Tolerance", "AdaRank:AllGroups:Rank:Tolerence",
                "AdaRank:Groups:attention:Transport", "AdaRank:Groups:mlp:Ranks", "AdaRank:Groups:mlp:Step",
            ],
            problem.Problems.Select(each => each.Setting));
    }

    [Fact]
    public void Bind_CodeChangesTheOptionAfterwards_TheProblemIsNotBlamedOnConfiguration()
    {
        using var model = Model();

        var problem = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(model, adarank =>
        {
            ConstantRankPolicy.DeclareIn(adarank);
            adarank
                .Bind(Json.Section("""{ "AllGroups": { "Rank": { "Key": "constant", "Tolerance": 0.1 } } }"""))
                .AllGroups(group => group.Rank<TestOptions>("constant", options => options.Tolerance = 2));
        }));

        Assert.Equal("tolerance is 2: use a share from 0 to below 1.", problem.Message);
    }

    [Fact]
    public void Bind_SectionIsMissing_IsRefusedUnlessItMayBe()
    {
        using var model = Model();
        var missing = new ConfigurationBuilder().Build().GetSection("AdaRnk");

        var problem = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(model, adarank => adarank.Bind(missing)));
        using var optimizer = Optimizers.Create(model, adarank => adarank.Bind(missing, isOptional: true));

        Assert.Equal("configuration section is 'AdaRnk': add it, or bind it with isOptional: true if it may be absent.", problem.Message);
        Assert.Equal(Profiles.AdaRankGrad, optimizer.Profile);
    }

    [Fact]
    public void Bind_ConfigurationWrittenAfterAddAdaRank_IsRead()
    {
        using var model = Model();
        var configuration = new ConfigurationManager();
        configuration["AdaRank:LearningRate"] = "0.5";

        using var optimizer = Optimizers.Create(
            model,
            adarank => adarank.Bind(configuration.GetSection("AdaRank")),
            afterwards: () => configuration["AdaRank:Profile"] = "galore");

        Assert.Equal(("galore", 0.5), (optimizer.Profile, optimizer.LearningRate));
    }

    [Fact]
    public void Bind_FullRankProfile_ChecksKeysAllTheSame()
    {
        using var model = Model();

        var problem = Assert.Throws<InvalidSettingException>(
            () => Create(model, """{ "Profile": "adamw", "AllGroups": { "Rank": "fixd" } }""").Dispose());

        Assert.Equal("AdaRank:AllGroups:Rank", problem.Setting);
    }

    [Fact]
    public void FullRankStep_OptionsInCodeTwice_AreKeptTogether()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().FullRank("weight", ones([4]));
        using var optimizer = Optimizers.Create(model, adarank => adarank
            .UseProfile(Profiles.AdamW)
            .LearningRate(1)
            .FullRankStep<AdamOptions>("adam", options => options.Epsilon = 1)
            .FullRankStep<AdamOptions>("adam", options => options.Beta1 = 0));
        model["weight"].grad = ones([4]);

        optimizer.Step();

        // Adam's first direction is g / (|g| + ε), 1/2 here.
        Assert.True(model["weight"].allclose(full_like(model["weight"], 0.5)));
    }

    [Fact]
    public void Group_CodeOptionsOfABuiltInPlugin_StillWork()
    {
        using var model = Model();
        using var optimizer = Optimizers.Create(model, adarank => adarank
            .AllGroups(group => group.Rank<EnergyThresholdOptions>("energy-threshold", options => options.Tolerance = 0.5)));

        Assert.Equal(3, optimizer.Banks.Select(bank => bank.Group.Name).Distinct().Count());
    }

    private static ParameterModel Model() => new ParameterModel()
        .LowRank("attention.0.weight", ones([16, 16]), "attention")
        .LowRank("attention.1.weight", ones([16, 16]), "attention")
        .LowRank("mlp.0.weight", ones([16, 24]), "mlp")
        .LowRank("head", ones([8, 16]), "head")
        .FullRank("norm", ones([16]));

    private static AdaRankOptimizer Create(ParameterModel model, string json) => Optimizers.Create(model, adarank =>
    {
        ConstantRankPolicy.DeclareIn(adarank);
        adarank.Bind(Json.Section(json));
    });

    private static void SetGradients(ParameterModel model)
    {
        foreach (var parameter in model.ListParameters())
        {
            parameter.Value.grad = randn(parameter.Value.shape);
        }
    }
}
