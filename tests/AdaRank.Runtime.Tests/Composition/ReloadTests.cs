using AdaRank.Composition;
using AdaRank.Optimization;
using AdaRank.Tests.Optimization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static TorchSharp.torch;

namespace AdaRank.Tests.Composition;

/// <summary>Scalars follow configuration from one step to the next; structure never does.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly ChangingConfiguration _source = new();
    private readonly IConfigurationRoot _configuration;
    private readonly ParameterModel _model = new ParameterModel().LowRank("matrix", ones([6, 8])).FullRank("vector", ones([6]));
    private readonly LogLines _log = new();
    private ServiceProvider? _provider;

    public ReloadTests()
    {
        _source["AdaRank:LearningRate"] = "0.5";
        _source["AdaRank:WeightDecay"] = "0.125";
        _configuration = new ConfigurationBuilder().Add(_source).Build();
    }

    [Fact]
    public void Step_ConfiguredScalarsChanged_FollowsFromTheNextStep()
    {
        using var optimizer = Create();
        optimizer.Step();

        Reload("LearningRate", "0.25");
        var before = optimizer.LearningRate;
        optimizer.Step();

        Assert.Equal(0.5, before);
        Assert.Equal((0.25, 0.125), (optimizer.LearningRate, optimizer.WeightDecay));
    }

    [Fact]
    public void Step_ConfiguredScalarsChanged_TheWeightsMoveByThem()
    {
        using var scope = NewDisposeScope();
        using var optimizer = Create();
        Reload("LearningRate", "0");
        SetGradients();

        optimizer.Step();

        Assert.True(_model["matrix"].eq(1).all().item<bool>());
        Assert.True(_model["vector"].eq(1).all().item<bool>());
    }

    [Fact]
    public void Step_OnlyTheDecayChanged_LeavesTheLearningRateThatASchedulerSet()
    {
        using var optimizer = Create();
        optimizer.LearningRate = 0.0625;

        Reload("WeightDecay", "0.5");
        optimizer.Step();

        Assert.Equal((0.0625, 0.5), (optimizer.LearningRate, optimizer.WeightDecay));
    }

    [Fact]
    public void Step_CodeSpokeAfterConfiguration_KeepsTheLastWord()
    {
        using var optimizer = Create(adarank => adarank.LearningRate(0.75));

        Reload("LearningRate", "0.25");
        optimizer.Step();

        Assert.Equal(0.75, optimizer.LearningRate);
    }

    [Fact]
    public void Step_StructureChanged_StaysAsItWasBuilt()
    {
        using var scope = NewDisposeScope();
        using var optimizer = Create();

        Reload("Profile", "adamw");
        SetGradients();
        optimizer.Step();

        Assert.Equal((Profiles.AdaRankGrad, 1), (optimizer.Profile, optimizer.Matrices.Count));
    }

    [Fact]
    public void Step_ChangedScalarIsNoNumber_IsLoggedOnceAndTrainingGoesOn()
    {
        using var optimizer = Create();

        Reload("LearningRate", "fast");
        optimizer.Step();
        optimizer.Step();

        Assert.Equal(0.5, optimizer.LearningRate);
        Assert.Equal(
            ["Changed configuration is not used, training goes on as before. AdaRank:LearningRate is 'fast': "
                + "use a finite number of at least 0, written like 0.001 or 1e-3."],
            _log.Lines);

        Reload("LearningRate", "0.25");
        optimizer.Step();

        Assert.Equal(0.25, optimizer.LearningRate);
    }

    [Fact]
    public void Step_AfterTheProviderIsDisposed_KeepsTheScalars()
    {
        using var optimizer = Create();
        _provider!.Dispose();

        Reload("LearningRate", "0.25");
        optimizer.Step();

        Assert.Equal(0.5, optimizer.LearningRate);
    }

    public void Dispose()
    {
        _provider?.Dispose();
        _model.Dispose();
        (_configuration as IDisposable)?.Dispose();
    }

    private AdaRankOptimizer Create(Action<AdaRankBuilder>? afterwards = null)
    {
        var services = new ServiceCollection().AddSingleton<ILogger<AdaRankOptimizer>>(_log);
        services.AddAdaRank(adarank =>
        {
            adarank.Bind(_configuration.GetSection("AdaRank"));
            afterwards?.Invoke(adarank);
        });
        _provider = services.BuildServiceProvider();
        return _provider.GetRequiredService<OptimizerFactory>().Create(_model);
    }

    private void Reload(string name, string value)
    {
        _source[$"AdaRank:{name}"] = value;
        _configuration.Reload();
    }

    private void SetGradients()
    {
        foreach (var parameter in _model.ListParameters())
        {
            parameter.Value.grad = ones_like(parameter.Value);
        }
    }

    private sealed class ChangingConfiguration : ConfigurationProvider, IConfigurationSource
    {
        public string this[string key]
        {
            set => Data[key] = value;
        }

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
    }

    private sealed class LogLines : ILogger<AdaRankOptimizer>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
