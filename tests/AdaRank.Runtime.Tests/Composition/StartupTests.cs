using AdaRank.Composition;
using AdaRank.Optimization;
using AdaRank.Rank;
using AdaRank.Tests.Optimization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using static TorchSharp.torch;

namespace AdaRank.Tests.Composition;

/// <summary>What is checked when a host starts, without a model.</summary>
public sealed class StartupTests
{
    [Fact]
    public async Task StartAsync_SettingsAreWrong_TheHostDoesNotStart()
    {
        using var host = Build(adarank => adarank.Bind(Json.Section("""{ "AllGroups": { "Basis": "svdd", "Rank": "fixd" } }""")));

        var problem = await Assert.ThrowsAsync<InvalidCompositionException>(
            () => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(["AdaRank:AllGroups:Basis", "AdaRank:AllGroups:Rank"], problem.Problems.Select(each => each.Setting));
    }

    [Fact]
    public async Task StartAsync_SettingsAreRight_StartsAndTrains()
    {
        using var model = new ParameterModel().LowRank("weight", zeros([4, 4]));
        using var host = Build(adarank => adarank.Bind(Json.Section("""{ "LearningRate": 0.125 }""")));

        await host.StartAsync(TestContext.Current.CancellationToken);
        using var optimizer = host.Services.GetRequiredService<OptimizerFactory>().Create(model);
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0.125, optimizer.LearningRate);
    }

    [Fact]
    public async Task StartAsync_OptionsOfOthersAreValidatedAtStart_TheyStillAre()
    {
        using var host = Build(_ => { }, services => services
            .AddOptions<TheirOptions>()
            .Validate(_ => false, "theirs are wrong")
            .ValidateOnStart());

        var problem = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(["theirs are wrong"], problem.Failures);
    }

    [Fact]
    public void Validate_WithoutAHost_SaysTheSameEachTime()
    {
        using var provider = new ServiceCollection()
            .AddAdaRank(adarank => adarank.AllGroups(group => group.Rank("fixd")))
            .BuildServiceProvider();
        var factory = provider.GetRequiredService<OptimizerFactory>();

        var first = Assert.Throws<InvalidSettingException>(factory.Validate);
        var second = Assert.Throws<InvalidSettingException>(factory.Validate);

        Assert.Equal(first.Message, second.Message);
    }

    [Fact]
    public void Validate_EverythingIsRight_BuildsPluginsOnceForAllOptimizers()
    {
        using var model = new ParameterModel().LowRank("weight", zeros([4, 4]));
        var built = 0;
        using var provider = new ServiceCollection()
            .AddAdaRank(adarank => adarank
                .AddPlugin<IRankPolicy, TestOptions>(new("counted"), (_, options) =>
                {
                    built++;
                    return new ConstantRankPolicy(options);
                })
                .AllGroups(group => group.Rank<TestOptions>("counted", options => options.Rank = 1)))
            .BuildServiceProvider();
        var factory = provider.GetRequiredService<OptimizerFactory>();

        factory.Validate();
        factory.Create(model).Dispose();
        factory.Create(model).Dispose();

        Assert.Equal(1, built);
    }

    [Fact]
    public void Declare_AfterAddAdaRank_IsRefused()
    {
        AdaRankBuilder? kept = null;
        new ServiceCollection().AddAdaRank(adarank => kept = adarank);

        Assert.All<Action>(
            [
                () => kept!.LearningRate(1),
                () => kept!.AddProfile("late", _ => { }),
                () => kept!.AddPlugins<AdaRank.Plugins.Rank.RankPlugins>(),
                () => kept!.Match("*", match => match.Frozen()),
                () => kept!.Bind(Json.Section("{}")),
                () => ConstantRankPolicy.DeclareIn(kept!),
            ],
            late => Assert.Contains("AdaRank was added already", Assert.Throws<InvalidOperationException>(late).Message, StringComparison.Ordinal));
    }

    private static IHost Build(Action<AdaRankBuilder> configure, Action<IServiceCollection>? more = null)
    {
        // Bare: no files, no environment, no console.
        var builder = Host.CreateEmptyApplicationBuilder(null);
        more?.Invoke(builder.Services);
        builder.Services.AddAdaRank(configure);
        return builder.Build();
    }

    private sealed class TheirOptions;
}
