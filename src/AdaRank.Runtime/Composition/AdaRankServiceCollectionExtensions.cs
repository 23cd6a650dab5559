using AdaRank.Optimization;
using AdaRank.Plugins;
using AdaRank.Sampling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AdaRank.Composition;

/// <summary>Adds AdaRank to a service collection.</summary>
public static class AdaRankServiceCollectionExtensions
{
    /// <summary>Adds AdaRank's plugins, keyed by slot, and the <see cref="OptimizerFactory"/> that uses them.</summary>
    /// <param name="services">Where to add them. A keyed plugin that is there already is left alone.</param>
    /// <param name="configure">Chooses profile, groups and scalars; the default is AdaRankGrad.</param>
    /// <returns>The same collection.</returns>
    /// <remarks>
    /// What was asked for is checked when a host starts, or by <see cref="OptimizerFactory.Validate"/>, or at the latest
    /// when an optimizer is made: all that is wrong at once.
    /// </remarks>
    /// <exception cref="InvalidSettingException">An argument of the builder is out of its range; nothing was added then.</exception>
    /// <exception cref="InvalidOperationException">AdaRank was added before.</exception>
    public static IServiceCollection AddAdaRank(this IServiceCollection services, Action<AdaRankBuilder>? configure = null)
    {
        if (services.Any(service => service.ServiceType == typeof(OptimizerFactory)))
        {
            throw new InvalidOperationException("AddAdaRank was called twice: put both configurations into one call.");
        }

        var builder = new AdaRankBuilder();
        configure?.Invoke(builder);
        var blueprint = builder.Seal(new PluginRegistry(new ServiceLedger(services)));

        blueprint.Registry.RegisterIn(services);
        services.TryAddSingleton<IGaussianSource>(
            static provider => new PhiloxGaussianSource(provider.GetRequiredService<CompositionRoot>().Seed));
        services.AddSingleton(provider => new CompositionRoot(provider, blueprint));
        services.AddSingleton(static provider => new OptimizerFactory(provider.GetRequiredService<CompositionRoot>()));
        services.AddSingleton(_ => new PluginCatalogue(blueprint.Registry));
        services.AddSingleton<IValidateOptions<StartupCheck>>(
            static provider => new StartupCheck.Validation(provider.GetRequiredService<CompositionRoot>()));
        services.AddOptions<StartupCheck>().ValidateOnStart();
        return services;
    }
}
