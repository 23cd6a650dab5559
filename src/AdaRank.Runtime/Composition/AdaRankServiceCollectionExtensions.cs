using AdaRank.Optimization;
using AdaRank.Plugins.Projection;
using AdaRank.Plugins.Rank;
using AdaRank.Plugins.Steps;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Refresh;
using AdaRank.Sampling;
using AdaRank.Steps;
using AdaRank.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AdaRank.Composition;

/// <summary>Adds AdaRank to a service collection.</summary>
public static class AdaRankServiceCollectionExtensions
{
    /// <summary>Adds AdaRank's plugins, keyed by slot, and the <see cref="OptimizerFactory"/> that uses them.</summary>
    /// <param name="services">Where to add them. A keyed plugin that is there already is left alone.</param>
    /// <param name="configure">Chooses profile, groups and scalars; the default is AdaRankGrad.</param>
    /// <returns>The same collection.</returns>
    /// <exception cref="InvalidSettingException">A setting is out of its range; nothing was added then.</exception>
    /// <exception cref="InvalidOperationException">AdaRank was added before.</exception>
    public static IServiceCollection AddAdaRank(this IServiceCollection services, Action<AdaRankBuilder>? configure = null)
    {
        if (services.Any(service => service.ServiceType == typeof(OptimizerFactory)))
        {
            throw new InvalidOperationException("AddAdaRank was called twice: put both configurations into one call.");
        }

        var builder = new AdaRankBuilder(new PluginRegistry())
            .AddPlugins<RankPlugins>()
            .AddPlugins<ProjectionPlugins>()
            .AddPlugins<StepPlugins>();
        configure?.Invoke(builder);
        var settings = builder.Build();
        var registry = builder.Registry;

        AddSlot<IRefreshTrigger>(services, registry);
        AddSlot<IRankPolicy>(services, registry);
        AddSlot<IProjectionUpdater>(services, registry);
        AddSlot<IMomentTransport>(services, registry);
        AddSlot<ILowRankStep>(services, registry);
        AddSlot<IFullRankStep>(services, registry);
        services.TryAddSingleton<IGaussianSource>(new PhiloxGaussianSource(settings.Seed));
        services.AddSingleton(provider => new OptimizerFactory(provider, settings, registry));
        return services;
    }

    private static void AddSlot<TSlot>(IServiceCollection services, PluginRegistry registry)
        where TSlot : class
    {
        foreach (var (_, key) in registry.Keys.Where(entry => entry.Slot == typeof(TSlot)))
        {
            services.TryAddKeyedSingleton<TSlot>(key, (provider, _) => (TSlot)registry.Create(provider, typeof(TSlot), key, []));
        }
    }
}
