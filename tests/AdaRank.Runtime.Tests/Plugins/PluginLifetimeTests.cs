using AdaRank.Composition;
using AdaRank.Optimization;
using AdaRank.Plugins;
using AdaRank.Rank;
using AdaRank.Steps;
using AdaRank.Tests.Composition;
using AdaRank.Tests.Optimization;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Tests.Plugins;

/// <summary>Declare, build, start; and stop in reverse.</summary>
public sealed class PluginLifetimeTests : IDisposable
{
    private readonly List<string> _events = [];
    private readonly ParameterModel _model = new ParameterModel().LowRank("q", zeros([4, 4]), "attention").LowRank("up", zeros([4, 4]), "mlp");

    [Fact]
    public void Create_Plugins_AreStartedInTheirOrderAndStoppedInReverse()
    {
        using var provider = Provide(adarank => adarank.Observe("c").Observe("a").Observe("b").AllGroups(group => group.Rank("p")));

        using (provider.GetRequiredService<OptimizerFactory>().Create(_model))
        {
            Assert.Equal(["start p", "start a", "start b", "start c"], _events);
            _events.Clear();
        }

        Assert.Equal(["stop c", "stop b", "stop a", "stop p"], _events);
    }

    [Fact]
    public void Validate_Plugins_AreBuiltButNotStarted()
    {
        using var provider = Provide(adarank => adarank.Observe("a"));

        provider.GetRequiredService<OptimizerFactory>().Validate();

        Assert.Empty(_events);
    }

    [Fact]
    public void Create_PluginThatTwoGroupsShare_IsStartedOnce()
    {
        using var provider = Provide(adarank => adarank.AllGroups(group => group.Rank("p")).Group("mlp", group => group.Ranks(2, 4)));

        using (provider.GetRequiredService<OptimizerFactory>().Create(_model))
        {
            Assert.Equal(["start p"], _events);
        }

        Assert.Equal(["start p", "stop p"], _events);
    }

    [Fact]
    public void Create_GroupWithOptionsOfItsOwn_HasAnInstanceOfItsOwn()
    {
        using var provider = Provide(adarank => adarank
            .AllGroups(group => group.Rank("p"))
            .Group("mlp", group => group.Rank<TestOptions>("p", options => options.Rank = 3)));

        provider.GetRequiredService<OptimizerFactory>().Create(_model).Dispose();

        Assert.Equal(["start p", "start p", "stop p", "stop p"], _events);
    }

    [Fact]
    public void Create_GroupThatTheModelDoesNotUse_IsNotStarted()
    {
        using var model = new ParameterModel().LowRank("q", zeros([4, 4]), "attention");
        using var provider = Provide(adarank => adarank
            .AllGroups(group => group.Rank("p"))
            .Group("attention", group => group.Rank("fixed")));

        provider.GetRequiredService<OptimizerFactory>().Create(model).Dispose();

        Assert.Empty(_events);
    }

    [Fact]
    public void Create_TwoOptimizers_ShareAndTheLastOneStops()
    {
        using var provider = Provide(adarank => adarank.Observe("a"));
        var factory = provider.GetRequiredService<OptimizerFactory>();
        var first = factory.Create(_model);
        var second = factory.Create(_model);

        first.Dispose();
        first.Dispose();
        Assert.Equal(["start a"], _events);
        second.Dispose();

        Assert.Equal(["start a", "stop a"], _events);
    }

    [Fact]
    public void Create_AStartFails_WhatWasStartedIsStoppedInReverse()
    {
        using var provider = Provide(adarank => adarank.Observe("a").Observe("b").Observe("failing").Observe("z").AllGroups(group => group.Rank("p")));

        var problem = Assert.Throws<TimeoutException>(() => provider.GetRequiredService<OptimizerFactory>().Create(_model));

        Assert.Equal("failing", problem.Message);
        Assert.Equal(["start p", "start a", "start b", "stop b", "stop a", "stop p"], _events);
    }

    [Fact]
    public void Create_AStartFailsWhileAnotherOptimizerRuns_ItsPluginsGoOn()
    {
        var mayStart = false;
        using var provider = Provide(adarank => adarank
            .AddPlugin<IStepObserver, NoOptions>(new("moody"), (_, _) => new Watched("moody", _events) { OnStart = () => _ = mayStart ? 0 : throw new TimeoutException() })
            .Observe("a")
            .AllGroups(group => group.Rank("p"))
            .Observe("moody"));
        var factory = provider.GetRequiredService<OptimizerFactory>();
        Assert.Throws<TimeoutException>(() => factory.Create(_model));
        _events.Clear();
        mayStart = true;

        using var optimizer = factory.Create(_model);

        Assert.Equal(["start p", "start a", "start moody"], _events);
    }

    [Fact]
    public void Dispose_AStopFails_TheOthersAreStoppedAllTheSame()
    {
        using var provider = Provide(adarank => adarank
            .AddPlugin<IStepObserver, NoOptions>(new("stubborn"), (_, _) => new Watched("stubborn", _events) { OnStop = () => throw new TimeoutException() })
            .Observe("a")
            .Observe("stubborn"));
        var optimizer = provider.GetRequiredService<OptimizerFactory>().Create(_model);

        Assert.Throws<TimeoutException>(optimizer.Dispose);

        Assert.Equal(["start a", "start stubborn", "stop a"], _events);
        optimizer.Dispose();
    }

    [Fact]
    public void Create_FullRankStepOfAGroup_IsStartedAndStoppedToo()
    {
        using var provider = Provide(adarank => adarank
            .AddPlugin<IFullRankStep, NoOptions>(new("f"), (_, _) => new Watched("f", _events))
            .Group("mlp", group => group.FullRank("f")));

        provider.GetRequiredService<OptimizerFactory>().Create(_model).Dispose();

        Assert.Equal(["start f", "stop f"], _events);
    }

    [Fact]
    public void Create_OwnRegistration_IsStartedLast()
    {
        using var provider = Provide(
            adarank => adarank.Observe("own").Observe("b"),
            services => services.AddKeyedSingleton<IStepObserver>("own", new Watched("own", _events)));

        provider.GetRequiredService<OptimizerFactory>().Create(_model).Dispose();

        Assert.Equal(["start b", "start own", "stop own", "stop b"], _events);
    }

    public void Dispose() => _model.Dispose();

    private ServiceProvider Provide(Action<AdaRankBuilder> configure, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        more?.Invoke(services);
        return services.AddAdaRank(adarank =>
        {
            adarank
                .AddPlugin<IRankPolicy, TestOptions>(new("p") { Before = ["observer/a"] }, (_, _) => new Watched("p", _events))
                .AddPlugin<IStepObserver, NoOptions>(new("c") { After = ["b"] }, (_, _) => new Watched("c", _events))
                .AddPlugin<IStepObserver, NoOptions>(new("a") { Before = ["b"] }, (_, _) => new Watched("a", _events))
                .AddPlugin<IStepObserver, NoOptions>(new("b"), (_, _) => new Watched("b", _events))
                .AddPlugin<IStepObserver, NoOptions>(
                    new("failing") { After = ["b"], Before = ["z"] },
                    (_, _) => new Watched("failing", _events) { OnStart = () => throw new TimeoutException("failing") })
                .AddPlugin<IStepObserver, NoOptions>(new("z"), (_, _) => new Watched("z", _events));
            configure(adarank);
        }).BuildServiceProvider();
    }

    private sealed class Watched(string name, List<string> events) : IRankPolicy, IFullRankStep, IStepObserver, IPluginStart, IPluginStop
    {
        public Action? OnStart { get; init; }

        public Action? OnStop { get; init; }

        public void Start()
        {
            OnStart?.Invoke();
            events.Add($"start {name}");
        }

        public void Stop()
        {
            OnStop?.Invoke();
            events.Add($"stop {name}");
        }

        public int ChooseRank(in RankObservation observation) => 1;

        public IReadOnlyList<DenseSlot> StateFor(IReadOnlyList<long> shape) => [];

        public void Step(IReadOnlyList<DenseMember> members, in StepScalars scalars)
        {
        }

        public void Observe(in StepObservation observation)
        {
        }
    }
}
