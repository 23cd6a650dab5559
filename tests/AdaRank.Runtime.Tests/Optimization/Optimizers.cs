using AdaRank.Composition;
using AdaRank.Models;
using AdaRank.Optimization;
using Microsoft.Extensions.DependencyInjection;

namespace AdaRank.Tests.Optimization;

/// <summary>Builds optimizers the way an application does.</summary>
internal static class Optimizers
{
    public static AdaRankOptimizer Create(
        IModel model, Action<AdaRankBuilder>? configure = null, Action<IServiceCollection>? addServices = null, Action? afterwards = null)
    {
        var services = new ServiceCollection();
        addServices?.Invoke(services);
        services.AddAdaRank(configure);
        afterwards?.Invoke();

        // Plugins are stateless and hold nothing to dispose, so the optimizer may outlive its provider.
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<OptimizerFactory>().Create(model);
    }
}
