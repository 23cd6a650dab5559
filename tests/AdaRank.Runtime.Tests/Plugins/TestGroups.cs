using AdaRank.Plugins;
using AdaRank.Rank;
using AdaRank.Steps;
using AdaRank.Tests.Composition;

namespace AdaRank.Tests.Plugins;

/// <summary>Has one rank policy and one observer of the same key.</summary>
internal sealed class FirstPlugins : IPluginGroup
{
    public static void Register(IPluginRegistrar registrar) => registrar
        .Add<IRankPolicy, TestOptions>(new PluginDescriptor("first") { Package = "First.Package" }, static (_, options) => new ConstantRankPolicy(options))
        .Add<IRankPolicy, TestOptions>(new PluginDescriptor("both") { Package = "First.Package" }, static (_, options) => new ConstantRankPolicy(options))
        .Add<IStepObserver, NoOptions>(new PluginDescriptor("both") { Package = "First.Package" }, static (_, _) => new Observer());

    private sealed class Observer : IStepObserver
    {
        public void Observe(in StepObservation observation)
        {
        }
    }
}

/// <summary>Has a rank policy with a key of <see cref="FirstPlugins"/>, and one that the library has too.</summary>
internal sealed class SecondPlugins : IPluginGroup
{
    public static void Register(IPluginRegistrar registrar) => registrar
        .Add<IRankPolicy, TestOptions>(new PluginDescriptor("first") { Package = "Second.Package" }, static (_, options) => new ConstantRankPolicy(options))
        .Add<IRankPolicy, TestOptions>(new PluginDescriptor("fixed") { Package = "Second.Package" }, static (_, options) => new ConstantRankPolicy(options));
}
