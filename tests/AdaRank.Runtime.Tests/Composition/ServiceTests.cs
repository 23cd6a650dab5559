using AdaRank.Composition;
using AdaRank.Gradients;
using AdaRank.Plugins;
using AdaRank.Rank;
using AdaRank.Refresh;
using AdaRank.Tests.Optimization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static TorchSharp.torch;

namespace AdaRank.Tests.Composition;

/// <summary>Plugins live as long as the container: what they need must live as long, and be there.</summary>
public sealed class ServiceTests
{
    public static TheoryData<string, Action<IServiceCollection>> BadServices() => new()
    {
        {
            "captive dependency is slot 'rank', key 'mine' -> IClock (scoped): register it as a singleton, or take IServiceScopeFactory: a plugin lives as long as the container.",
            services => services.AddScoped<IClock, Clock>()
        },
        { "missing service is slot 'rank', key 'mine' -> IClock (not registered): register it, or choose another plugin.", _ => { } },
        {
            "captive dependency is slot 'rank', key 'mine' -> ClockOnTable -> Table (scoped): ",
            services => services.AddSingleton<IClock, ClockOnTable>().AddScoped<Table>()
        },
        {
            "missing service is slot 'rank', key 'mine' -> ClockOnTable -> Table (not registered): ",
            services => services.AddSingleton<IClock, ClockOnTable>()
        },
        {
            "captive dependency is slot 'rank', key 'mine' -> ClockWithOptions -> IOptionsSnapshot<Table> (scoped): ",
            services => services.AddOptions().AddTransient<IClock, ClockWithOptions>()
        },
        {
            "captive dependency is slot 'rank', key 'mine' -> ClockOfAll -> IEnumerable<Table> -> Table (scoped): ",
            services => services.AddSingleton<IClock, ClockOfAll>().AddScoped<Table>()
        },
        {
            "missing service is slot 'rank', key 'mine' -> KeyedClock -> Table (not registered): ",
            services => services.AddSingleton<IClock, KeyedClock>().AddSingleton<Table>().AddKeyedSingleton<Table>("other")
        },
    };

    [Theory]
    [MemberData(nameof(BadServices))]
    public void Create_DeclaredPluginLacksOrCapturesAService_ShowsTheChain(string message, Action<IServiceCollection> addServices)
    {
        using var model = Model();

        var problem = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(model, Declare, addServices));

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<IServiceCollection>> GoodServices() => new()
    {
        { "a singleton", services => services.AddSingleton<IClock, Clock>() },
        { "a transient", services => services.AddTransient<IClock, Clock>() },
        { "a factory", services => services.AddSingleton<IClock>(_ => new Clock()) },
        { "options", services => services.AddOptions().AddSingleton<IClock, ClockWithSingletonOptions>() },
        { "the scope factory", services => services.AddSingleton<IClock, ClockWithScopes>().AddScoped<Table>() },
        { "a shorter constructor", services => services.AddSingleton<IClock, ClockWithTwoConstructors>() },
        { "a default value", services => services.AddSingleton<IClock, ClockWithDefault>() },
        { "a keyed one", services => services.AddSingleton<IClock, KeyedClock>().AddKeyedSingleton<Table>("mine") },
        { "itself, no scoped one registered later", services => services.AddScoped<IClock, Clock>().AddSingleton<IClock, Clock>() },
    };

    [Theory]
    [MemberData(nameof(GoodServices))]
    public void Create_ServiceLivesAsLong_IsFine(string what, Action<IServiceCollection> addServices)
    {
        using var model = Model();
        using var optimizer = Optimizers.Create(model, Declare, addServices);

        Assert.True(optimizer.Banks[0].Group.Policy is Policy, what);
    }

    [Fact]
    public void Create_PluginIsNotChosen_ItsServicesDoNotMatter()
    {
        using var model = Model();
        using var optimizer = Optimizers.Create(
            model, adarank => adarank.AddPlugin<IRankPolicy, NoOptions>(new("mine"), static (services, _) => new Policy(services.GetRequiredService<IClock>())));

        Assert.Single(optimizer.Banks);
    }

    [Fact]
    public void Create_OptionalServiceIsMissing_ThePluginDecides()
    {
        using var model = Model();
        using var optimizer = Optimizers.Create(model, adarank => adarank
            .AddPlugin<IRankPolicy, NoOptions>(new("mine"), static (services, _) => new Policy(services.GetService<IClock>() ?? new Clock()))
            .AllGroups(group => group.Rank("mine")));

        Assert.IsType<Policy>(optimizer.Banks[0].Group.Policy);
    }

    [Fact]
    public void Create_PluginThrowsForAMissingService_NamesTheService()
    {
        using var model = Model();

        var problem = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(model, adarank => adarank
            .AddPlugin<IRankPolicy, NoOptions>(new("mine"), static (services, _) =>
                new Policy((IClock?)services.GetService(typeof(IClock)) ?? throw new InvalidOperationException("no clock")))
            .AllGroups(group => group.Rank("mine"))));

        Assert.StartsWith("missing service is slot 'rank', key 'mine' -> IClock (not registered)", problem.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(problem.InnerException);
    }

    [Fact]
    public void Create_PluginThrowsWhenBuilt_NamesSlotAndKey()
    {
        using var model = Model();

        var problem = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(model, adarank => adarank
            .AddPlugin<IRankPolicy, NoOptions>(new("mine"), static (_, _) => throw new TimeoutException("too slow."))
            .AllGroups(group => group.Rank("mine"))));

        Assert.Equal("plugin is slot 'rank', key 'mine': mend what its constructor throws, TimeoutException: too slow.", problem.Message);
    }

    [Fact]
    public void Create_OptionalServiceIsMissingAndThePluginThrowsForAnotherReason_TheServiceIsNotBlamed()
    {
        using var model = Model();

        var problem = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(model, adarank => adarank
            .AddPlugin<IRankPolicy, NoOptions>(new("mine"), static (services, _) => services.GetService<IClock>() is null ? throw new TimeoutException() : null!)
            .AllGroups(group => group.Rank("mine"))));

        Assert.StartsWith("plugin is slot 'rank', key 'mine': mend what its constructor throws, TimeoutException", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_RegistrationForAnyKey_ServesOnlyKeysThatNobodyElseHas()
    {
        using var model = Model();
        using var optimizer = Optimizers.Create(
            model,
            adarank => adarank.UseProfile(Profiles.GaLore).AllGroups(group => group.Refresh("whenever")),
            services => services
                .AddKeyedSingleton<IRankPolicy>(KeyedService.AnyKey, (_, _) => throw new TimeoutException())
                .AddKeyedSingleton<IRefreshTrigger, Never>(KeyedService.AnyKey));

        Assert.IsType<Never>(optimizer.Banks[0].Group.Trigger);
    }

    public static TheoryData<string, Action<IServiceCollection>> BadRegistrations() => new()
    {
        {
            "captive dependency is slot 'rank', key 'mine' -> Policy (scoped): ",
            services => services.AddSingleton<IClock, Clock>().AddKeyedScoped<IRankPolicy, Policy>("mine")
        },
        {
            "captive dependency is slot 'rank', key 'mine' -> Policy -> IClock (scoped): ",
            services => services.AddScoped<IClock, Clock>().AddKeyedSingleton<IRankPolicy, Policy>("mine")
        },
        {
            "captive dependency is slot 'rank', key 'mine' -> Policy -> IClock (scoped): ",
            services => services.AddScoped<IClock, Clock>().AddKeyedTransient<IRankPolicy, Policy>("mine")
        },
        {
            "missing service is slot 'rank', key 'mine' -> Policy -> IClock (not registered): ",
            services => services.AddKeyedSingleton<IRankPolicy, Policy>("mine")
        },
        {
            "plugin is slot 'rank', key 'mine': mend its registration, TimeoutException: too slow.",
            services => services.AddKeyedSingleton<IRankPolicy>("mine", (_, _) => throw new TimeoutException("too slow."))
        },
    };

    [Theory]
    [MemberData(nameof(BadRegistrations))]
    public void Create_OwnKeyedRegistrationIsBad_ShowsTheChain(string message, Action<IServiceCollection> addServices)
    {
        using var model = Model();

        var problem = Assert.Throws<InvalidSettingException>(
            () => Optimizers.Create(model, adarank => adarank.AllGroups(group => group.Rank("mine")), addServices));

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_OwnRegistrationAfterAddAdaRank_IsCheckedToo()
    {
        using var model = Model();
        var services = new ServiceCollection().AddAdaRank(adarank => adarank.AllGroups(group => group.Rank("mine")));
        services.AddSingleton<IClock, Clock>().AddKeyedScoped<IRankPolicy, Policy>("mine");
        using var provider = services.BuildServiceProvider();

        var problem = Assert.Throws<InvalidSettingException>(provider.GetRequiredService<AdaRank.Optimization.OptimizerFactory>().Validate);

        Assert.StartsWith("captive dependency is slot 'rank', key 'mine' -> Policy (scoped)", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_OwnTransientRegistration_IsFine()
    {
        using var model = Model();
        using var optimizer = Optimizers.Create(
            model,
            adarank => adarank.AllGroups(group => group.Rank("mine")),
            services => services.AddSingleton<IClock, Clock>().AddKeyedTransient<IRankPolicy, Policy>("mine"));

        Assert.IsType<Policy>(optimizer.Banks[0].Group.Policy);
    }

    [Fact]
    public void Create_OptionsForOnesOwnInstance_AreRefused()
    {
        using var model = Model();

        var problem = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(
            model,
            adarank => adarank.AllGroups(group => group.Refresh<AdaRank.Plugins.Rank.Interval.IntervalOptions>("interval", options => options.Interval = 5)),
            services => services.AddKeyedSingleton<IRefreshTrigger, Never>("interval")));

        Assert.Equal(
            "options of refresh trigger 'interval' is 'IntervalOptions': configure the instance that you registered yourself.", problem.Message);
    }

    [Fact]
    public void Validate_ModelLacksOrCapturesServices_ShowsTheChains()
    {
        using var provider = new ServiceCollection()
            .AddScoped<Table>()
            .AddSingleton<ClockOnTable>()
            .AddSingleton(new ModelDependencies(typeof(ParameterModel), typeof(IClock), typeof(ClockOnTable), typeof(IOptions<Table>)))
            .AddAdaRank()
            .BuildServiceProvider();

        var problem = Assert.Throws<InvalidCompositionException>(provider.GetRequiredService<AdaRank.Optimization.OptimizerFactory>().Validate);

        Assert.Equal(
            [
                "missing service is model ParameterModel -> IClock (not registered): register it.",
                "captive dependency is model ParameterModel -> ClockOnTable -> Table (scoped): "
                + "register it as a singleton, or take IServiceScopeFactory: a model lives as long as the container.",
            ],
            problem.Problems.Select(each => each.Message));
    }

    [Fact]
    public void Validate_ModelHasItsServices_IsFine()
    {
        using var provider = new ServiceCollection()
            .AddSingleton<IClock, Clock>()
            .AddSingleton(new ModelDependencies(typeof(ParameterModel), typeof(IClock), typeof(IOptions<Table>)))
            .AddAdaRank()
            .BuildServiceProvider();

        provider.GetRequiredService<AdaRank.Optimization.OptimizerFactory>().Validate();
    }

    [Fact]
    public void GetKeyedService_DeclaredPlugin_IsThereForOthersToo()
    {
        using var provider = new ServiceCollection().AddAdaRank(ConstantRankPolicy.DeclareIn).BuildServiceProvider();

        Assert.IsType<ConstantRankPolicy>(provider.GetRequiredKeyedService<IRankPolicy>("constant"));
        Assert.Null(provider.GetKeyedService<IGradientTransform>("constant"));
    }

    private static void Declare(AdaRankBuilder adarank) => adarank
        .AddPlugin<IRankPolicy, NoOptions>(new("mine"), static (services, _) => new Policy(services.GetRequiredService<IClock>()))
        .AllGroups(group => group.Rank("mine"));

    private static ParameterModel Model() => new ParameterModel().LowRank("weight", zeros([4, 4]));

    private interface IClock;

    private sealed class Clock : IClock;

    private sealed class Table;

    private sealed class ClockOnTable(Table table) : IClock
    {
        public Table Table { get; } = table;
    }

    private sealed class ClockWithOptions(IOptionsSnapshot<Table> options) : IClock
    {
        public IOptionsSnapshot<Table> Options { get; } = options;
    }

    private sealed class ClockWithSingletonOptions(IOptions<Table> options) : IClock
    {
        public IOptions<Table> Options { get; } = options;
    }

    private sealed class ClockOfAll(IEnumerable<Table> tables) : IClock
    {
        public IEnumerable<Table> Tables { get; } = tables;
    }

    private sealed class ClockWithScopes(IServiceScopeFactory scopes) : IClock
    {
        public IServiceScopeFactory Scopes { get; } = scopes;
    }

    private sealed class ClockWithTwoConstructors : IClock
    {
        public ClockWithTwoConstructors()
        {
        }

        public ClockWithTwoConstructors(Table table) => _ = table;
    }

    private sealed class ClockWithDefault(Table? table = null) : IClock
    {
        public Table? Table { get; } = table;
    }

    private sealed class KeyedClock([FromKeyedServices("mine")] Table table) : IClock
    {
        public Table Table { get; } = table;
    }

    private sealed class Policy(IClock clock) : IRankPolicy
    {
        public IClock Clock { get; } = clock;

        public int ChooseRank(in RankObservation observation) => 1;
    }

    private sealed class Never : IRefreshTrigger
    {
        public RefreshCause Examine(in RefreshObservation observation) => RefreshCause.None;
    }
}
