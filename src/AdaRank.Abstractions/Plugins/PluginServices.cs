namespace AdaRank.Plugins;

/// <summary>Services for the constructors of plugins. Called by generated registrations.</summary>
public static class PluginServices
{
    /// <summary>Finds a service that a plugin cannot be built without.</summary>
    /// <typeparam name="TService">The service's type.</typeparam>
    /// <param name="services">Where to look.</param>
    /// <param name="slot">The plugin's slot, for the message.</param>
    /// <param name="key">The plugin's key, for the message.</param>
    /// <exception cref="InvalidOperationException">It is not registered; the message names slot, key and service.</exception>
    public static TService Require<TService>(IServiceProvider services, string slot, string key)
        where TService : class => Find<TService>(services) ?? throw new InvalidOperationException(
            $"Plugin '{key}' of slot '{slot}' needs a service of type {typeof(TService)}, and none is registered: add one to the services.");

    /// <summary>Finds a service that a plugin can do without.</summary>
    /// <typeparam name="TService">The service's type.</typeparam>
    /// <param name="services">Where to look.</param>
    /// <returns>The service, or null if none is registered.</returns>
    public static TService? Find<TService>(IServiceProvider services)
        where TService : class => (TService?)services.GetService(typeof(TService));
}
