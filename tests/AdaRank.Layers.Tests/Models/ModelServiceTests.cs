using AdaRank.Annotations;
using AdaRank.Composition;
using AdaRank.Optimization;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Layers.Tests.Models;

/// <summary>What the generated <c>Add</c> methods tell AdaRank of a model's services, so that start-up checks them.</summary>
public sealed partial class ModelServiceTests
{
    [Fact]
    public void Validate_ServiceOfAModelIsMissing_NamesModelAndService()
    {
        var problem = Assert.Throws<InvalidSettingException>(() => Start(services => services.AddClocked()));

        Assert.Equal("missing service is model Clocked -> IClock (not registered): register it.", problem.Message);
    }

    [Fact]
    public void Validate_ServiceOfAModelIsScoped_NamesModelAndService()
    {
        var problem = Assert.Throws<InvalidSettingException>(() => Start(services => services.AddScoped<IClock, Clock>().AddClocked()));

        Assert.Equal(
            "captive dependency is model Clocked -> IClock (scoped): "
            + "register it as a singleton, or take IServiceScopeFactory: a model lives as long as the container.",
            problem.Message);
    }

    [Fact]
    public void Validate_ServiceBehindAServiceIsScoped_ShowsTheChain()
    {
        var problem = Assert.Throws<InvalidSettingException>(
            () => Start(services => services.AddScoped<Table>().AddSingleton<IClock, ClockOnTable>().AddClocked()));

        Assert.StartsWith("captive dependency is model Clocked -> ClockOnTable -> Table (scoped): ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_RecordOptionsAreMissing_NamesThem()
    {
        var problem = Assert.Throws<InvalidSettingException>(
            () => Start(services => services.AddSingleton<IClock, Clock>().AddRecorded()));

        Assert.Equal("missing service is model Recorded -> RecordedOptions (not registered): register it.", problem.Message);
    }

    [Fact]
    public void Validate_EverythingIsThere_StartsAndBuildsTheModel()
    {
        using var provider = Start(services => services
            .AddSingleton<IClock, Clock>().AddClocked(options => options.Width = 3).AddRecorded(new RecordedOptions(5)));

        Assert.Equal([3], provider.GetRequiredService<Clocked>().Norm.Weight.shape);
        Assert.Equal([5], provider.GetRequiredService<Recorded>().Norm.Weight.shape);
    }

    [Fact]
    public void Add_Twice_TellsOnce()
    {
        var services = new ServiceCollection().AddClocked().AddClocked(options => options.Width = 3);

        var told = Assert.Single(Told(services));
        Assert.Equal(typeof(Clocked), told.Model);
        Assert.Equal([typeof(IClock)], told.Services);
    }

    [Fact]
    public void Add_WithAValue_TellsNothingOfTheValue()
    {
        var services = new ServiceCollection().AddRecorded(new RecordedOptions(5)).AddRecorded();

        Assert.Equal([typeof(IClock)], Assert.Single(Told(services)).Services);
    }

    /// <summary>How the user's own registration builds it, only the user knows.</summary>
    [Fact]
    public void Add_RegisteredByTheUserAlready_TellsNothing()
    {
        var services = new ServiceCollection()
            .AddSingleton(new Clocked(new Clock(), new ClockedOptions()))
            .AddClocked();

        Assert.Empty(Told(services));
    }

    [Fact]
    public void Add_ModelWithoutServices_TellsNothing() => Assert.Empty(Told(new ServiceCollection().AddLone()));

    private static IEnumerable<ModelDependencies> Told(IServiceCollection services) =>
        services.Select(service => service.IsKeyedService ? null : service.ImplementationInstance).OfType<ModelDependencies>();

    private static ServiceProvider Start(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        add(services);
        var provider = services.AddAdaRank().BuildServiceProvider();
        try
        {
            provider.GetRequiredService<OptimizerFactory>().Validate();
            return provider;
        }
        catch
        {
            provider.Dispose();
            throw;
        }
    }

    internal interface IClock
    {
        int Now { get; }
    }

    internal sealed class Clock : IClock
    {
        public int Now => 1;
    }

    internal sealed class ClockOnTable(ModelServiceTests.Table table) : IClock
    {
        public int Now => table.Rows;
    }

    internal sealed class Table
    {
        public int Rows { get; } = 1;
    }

    internal sealed class ClockedOptions
    {
        public int Width { get; set; } = 2;
    }

    internal sealed record RecordedOptions(int Width);

    [Model]
    internal sealed partial class Clocked(IClock clock, ClockedOptions options)
    {
        [RmsNorm(nameof(options.Width))] public partial RmsNorm Norm { get; }

        public Tensor Forward(Tensor x) => Norm.Forward(x) * clock.Now;
    }

    [Model]
    internal sealed partial class Recorded(IClock clock, RecordedOptions options)
    {
        [RmsNorm(nameof(options.Width))] public partial RmsNorm Norm { get; }

        public Tensor Forward(Tensor x) => Norm.Forward(x) * clock.Now;
    }

    [Model]
    internal sealed partial class Lone(ClockedOptions options)
    {
        [RmsNorm(nameof(options.Width))] public partial RmsNorm Norm { get; }

        public Tensor Forward(Tensor x) => Norm.Forward(x);
    }
}
