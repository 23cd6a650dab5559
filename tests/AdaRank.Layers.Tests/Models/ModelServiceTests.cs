using AdaRank.Annotations;
using AdaRank.Composition;
using AdaRank.Models;
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

    [Fact]
    public void Add_ModuleThatWasWrittenByHand_FreezesWhatItsAttributesSay()
    {
        using var scope = NewDisposeScope();
        using var made = new ByHand();
        using var provider = new ServiceCollection().AddByHand().BuildServiceProvider();

        var model = provider.GetRequiredService<ByHand>();

        Assert.Equal([true, true, true, true, true, true], made.parameters().Select(parameter => parameter.requires_grad));
        AssertFrozen(model);
    }

    [Fact]
    public void Freeze_ModuleThatWasWrittenByHand_StopsGradientsOfWhatIsFrozenAndTouchesNothingElse()
    {
        using var scope = NewDisposeScope();
        using var model = new ByHand();
        model.forward(ones(2, 4)).sum().backward();
        model.Fixed.bias!.requires_grad = false;

        Assert.Same(model, RegisteredParameters.Freeze(model));

        AssertFrozen(model);
        Assert.Null(model.Fixed.weight!.grad);
        Assert.NotNull(model.Mix.weight!.grad);
    }

    [Fact]
    public void Create_OptimizerOfAModuleThatWasWrittenByHand_StopsGradientsOfWhatIsFrozen()
    {
        using var scope = NewDisposeScope();
        using var provider = new ServiceCollection().AddAdaRank(builder => builder.UseProfile("adamw")).BuildServiceProvider();
        using var model = new ByHand();

        using var optimizer = provider.GetRequiredService<OptimizerFactory>().Create(model);

        AssertFrozen(model);
        Assert.Equal(["Fixed.weight", "Fixed.bias", "Inner.Mix.weight", "Inner.Mix.bias"], optimizer.FrozenParameters);
    }

    private static void AssertFrozen(ByHand model)
    {
        model.forward(ones(2, 4)).sum().backward();

        Assert.Equal(
            ["Mix.weight", "Mix.bias"], model.named_parameters().Where(pair => pair.parameter.requires_grad).Select(pair => pair.name));
        Assert.NotNull(model.Mix.weight!.grad);
        Assert.All(model.Fixed.parameters().Concat(model.Inner.parameters()), parameter => Assert.Null(parameter.grad));
    }

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

    [Model(Generate = GeneratedParts.Catalogue), Frozen]
    internal sealed partial class Icy : nn.Module<Tensor, Tensor>
    {
        internal readonly TorchSharp.Modules.Linear Mix = nn.Linear(4, 4);

        public Icy()
            : base(nameof(Icy)) => RegisterComponents();

        public override Tensor forward(Tensor x) => Mix.call(x);
    }

    [Model(Generate = GeneratedParts.Catalogue | GeneratedParts.Wiring)]
    internal sealed partial class ByHand : nn.Module<Tensor, Tensor>
    {
        internal readonly TorchSharp.Modules.Linear Mix = nn.Linear(4, 4);
        [Frozen] internal readonly TorchSharp.Modules.Linear Fixed = nn.Linear(4, 4);
        internal readonly Icy Inner = new();

        public ByHand()
            : base(nameof(ByHand)) => RegisterComponents();

        public override Tensor forward(Tensor x) => Inner.call(Fixed.call(Mix.call(x)));
    }

    [Model]
    internal sealed partial class Lone(ClockedOptions options)
    {
        [RmsNorm(nameof(options.Width))] public partial RmsNorm Norm { get; }

        public Tensor Forward(Tensor x) => Norm.Forward(x);
    }
}
