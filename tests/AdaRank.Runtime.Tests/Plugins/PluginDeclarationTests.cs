using AdaRank.Composition;
using AdaRank.Optimization;
using AdaRank.Plugins;
using AdaRank.Plugins.Rank;
using AdaRank.Plugins.Steps;
using AdaRank.Rank;
using AdaRank.Tests.Composition;
using AdaRank.Tests.Optimization;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Tests.Plugins;

/// <summary>What may be declared, and what is refused at start-up.</summary>
public sealed class PluginDeclarationTests
{
    public static TheoryData<string, Action<AdaRankBuilder>> BadDeclarations() => new()
    {
        {
            "plugin is 'rank/first': choose: First.Package and Second.Package both declare it; disable one with "
            + "AddPlugins<...>(group => group.Disable(\"rank/first\")), or let the later one take the other's place with Replace.",
            adarank => adarank.AddPlugins<FirstPlugins>().AddPlugins<SecondPlugins>(group => group.Disable("fixed"))
        },
        {
            "plugin is 'rank/fixed': choose: AdaRank.Plugins.Rank and Second.Package both declare it; ",
            adarank => adarank.AddPlugins<SecondPlugins>()
        },
        {
            "plugin is 'rank/mine': give one of them another key: the program itself declares two of this slot and key.",
            adarank => Declare(Declare(adarank, new("mine")), new("mine"))
        },
        {
            "plugin key is 'Mine': use lower-case letters, digits and single hyphens, for example 'fixed'.",
            adarank => Declare(adarank, new("Mine"))
        },
        { "plugin key is 'a--b': use lower-case letters", adarank => Declare(adarank, new("a--b")) },
        { "plugin key is '': use lower-case letters", adarank => Declare(adarank, new("")) },
        {
            "slot of plugin 'mine' is 'IDisposable': use a contract with [PluginSlot], for example IRankPolicy.",
            adarank => adarank.AddPlugin<IDisposable, NoOptions>(new("mine"), static (_, _) => throw new NotSupportedException())
        },
        {
            "contract of rank/mine is 2.0: rebuild Acme.Plugins against this version of AdaRank, whose slot 'rank' is at 1.0.",
            adarank => Declare(adarank, new("mine") { Contract = new ContractVersion(2, 0), Package = "Acme.Plugins" })
        },
        {
            "contract of rank/mine is 1.1: rebuild the program itself against this version",
            adarank => Declare(adarank, new("mine") { Contract = new ContractVersion(1, 1) })
        },
        {
            "requirement of rank/mine is 'basis/exact-svg': did you mean 'basis/exact-svd'? Otherwise add the package that has it, or disable rank/mine.",
            adarank => Declare(adarank, new("mine") { Requires = ["basis/exact-svg"] })
        },
        {
            "requirement of rank/mine is 'spectrum': add the package that has it, or disable rank/mine.",
            adarank => Declare(adarank, new("mine") { Requires = ["spectrum"] })
        },
        {
            "order of plugins is rank/a -> rank/b -> rank/c -> rank/a: take out one After or Before of these, each wants to run before the next.",
            adarank => Declare(Declare(Declare(adarank, new("a") { Before = ["b"] }), new("b") { Before = ["rank/c"] }), new("c") { Before = ["a"] })
        },
        {
            "replaced plugin is 'rank/fixe': did you mean 'rank/fixed'? Otherwise add it without replacing: there is none of this slot and key.",
            adarank => adarank.ReplacePlugin<IRankPolicy, TestOptions>(new("fixe"), static (_, options) => new ConstantRankPolicy(options))
        },
        {
            "plugin of AdaRank.Plugins.Rank is 'fixd': did you mean 'fixed'? Otherwise choose one of rank-filter/hysteresis, rank-filter/multiple, ",
            adarank => adarank.AddPlugins<RankPlugins>(group => group.Disable("fixd"))
        },
        {
            "plugin of AdaRank.Plugins.Steps is 'adam': write slot and key: full-rank-step/adam or step/adam.",
            adarank => adarank.AddPlugins<StepPlugins>(group => group.Disable("adam"))
        },
    };

    [Theory]
    [MemberData(nameof(BadDeclarations))]
    public void Validate_BadDeclaration_IsRefusedWithTheRemedy(string message, Action<AdaRankBuilder> configure)
    {
        using var provider = new ServiceCollection().AddAdaRank(configure).BuildServiceProvider();

        var problem = Assert.Throws<InvalidSettingException>(provider.GetRequiredService<OptimizerFactory>().Validate);

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_EverythingIsWrong_ReportsAllOfIt()
    {
        using var provider = new ServiceCollection()
            .AddAdaRank(adarank =>
            {
                Declare(adarank, new("Bad"));
                Declare(adarank, new("late") { Contract = new ContractVersion(3, 0) });
                Declare(adarank, new("lonely") { Requires = ["nobody"] });
                Declare(adarank, new("a") { Before = ["b"] });
                Declare(adarank, new("b") { Before = ["a"] });
                Declare(adarank, new("c") { After = ["c"] });
                adarank.AddPlugins<SecondPlugins>().AllGroups(group => group.Rank("nobody")).Bind(Json.Section("""{ "Sed": 1 }"""));
            })
            .BuildServiceProvider();

        var problem = Assert.Throws<InvalidCompositionException>(provider.GetRequiredService<OptimizerFactory>().Validate);

        Assert.Equal(
            [
                "plugin key", "contract of rank/late", "plugin", "requirement of rank/lonely", "order of plugins", "order of plugins",
                "AdaRank:Sed", "rank policy",
            ],
            problem.Problems.Select(each => each.Setting));
    }

    [Fact]
    public void Validate_ContractOfThisVersion_Runs()
    {
        using var model = Model();
        using var optimizer = Optimizers.Create(model, adarank =>
            Declare(adarank, new("mine") { Contract = new ContractVersion(1, 0) }).AllGroups(group => group.Rank("mine")));

        Assert.IsType<ConstantRankPolicy>(optimizer.Banks[0].Group.Policy);
    }

    [Fact]
    public void AddPlugins_Twice_IsOnce()
    {
        using var model = Model();
        using var optimizer = Optimizers.Create(
            model, adarank => adarank.AddPlugins<FirstPlugins>().AddPlugins<FirstPlugins>().AddPlugins<RankPlugins>());

        Assert.Single(optimizer.Banks);
    }

    [Fact]
    public void Disable_OfABuiltInPlugin_TakesItOut()
    {
        using var model = Model();

        var problem = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(
            model, adarank => adarank.AddPlugins<RankPlugins>(group => group.Disable("fixed")).AllGroups(group => group.Rank("fixed"))));

        Assert.Equal("rank policy is 'fixed': choose one of byte-budget, effective-rank, energy-threshold, schedule, share, spectral-gap, stable-rank, or register a keyed IRankPolicy.", problem.Message);
    }

    [Fact]
    public void Disable_BySlotAndKey_LeavesTheOtherSlotAlone()
    {
        using var provider = new ServiceCollection()
            .AddAdaRank(adarank => adarank.AddPlugins<FirstPlugins>(group => group.Disable("rank/both")))
            .BuildServiceProvider();
        var catalogue = provider.GetRequiredService<PluginCatalogue>();

        Assert.Null(catalogue.Find("rank", "both"));
        Assert.NotNull(catalogue.Find("observer", "both"));
    }

    [Fact]
    public void Replace_InAGroup_TakesTheOthersPlace()
    {
        using var model = Model();
        using var optimizer = Optimizers.Create(model, adarank => adarank
            .AddPlugins<FirstPlugins>()
            .AddPlugins<SecondPlugins>(group => group.Replace("first").Replace("rank/fixed"))
            .UseProfile(Profiles.GaLore));

        Assert.IsType<ConstantRankPolicy>(optimizer.Banks[0].Group.Policy);
    }

    [Fact]
    public void ReplacePlugin_OfABuiltInOne_TakesItsPlace()
    {
        using var model = Model();
        using var optimizer = Optimizers.Create(model, adarank => adarank
            .ReplacePlugin<IRankPolicy, TestOptions>(new("fixed"), static (_, options) => new ConstantRankPolicy(options))
            .UseProfile(Profiles.GaLore));

        Assert.IsType<ConstantRankPolicy>(optimizer.Banks[0].Group.Policy);
    }

    private static AdaRankBuilder Declare(AdaRankBuilder adarank, PluginDescriptor descriptor) =>
        adarank.AddPlugin<IRankPolicy, TestOptions>(descriptor, static (_, options) => new ConstantRankPolicy(options));

    private static ParameterModel Model() => new ParameterModel().LowRank("weight", zeros([4, 4]));
}
