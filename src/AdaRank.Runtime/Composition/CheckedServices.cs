using Microsoft.Extensions.DependencyInjection;

namespace AdaRank.Composition;

/// <summary>The services that a plugin may have: every request is checked, since a plugin lives as long as the container.</summary>
/// <param name="services">The container's root.</param>
/// <param name="ledger">What is registered there.</param>
/// <param name="user">Who asks, for messages: slot and key, and the class where it is known.</param>
internal sealed class CheckedServices(IServiceProvider services, ServiceLedger ledger, IReadOnlyList<string> user)
    : IKeyedServiceProvider, ISupportRequiredService
{
    /// <summary>The last service that could not be had, whether it was needed or not.</summary>
    public ServiceFlaw? Flaw { get; private set; }

    public object? GetService(Type serviceType) => Find(serviceType, key: null);

    public object GetRequiredService(Type serviceType) => Find(serviceType, key: null) ?? throw Flaw!.ToProblem();

    public object? GetKeyedService(Type serviceType, object? serviceKey) => Find(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) =>
        Find(serviceType, serviceKey) ?? throw Flaw!.ToProblem();

    private object? Find(Type service, object? key)
    {
        if (service == typeof(IServiceProvider) && key is null)
        {
            return this;
        }

        var flaw = ledger.Examine(service, key) is { } found ? found with { Chain = [.. user, .. found.Chain] } : null;
        if (flaw is { IsScoped: true })
        {
            throw flaw.ToProblem();
        }

        // Other containers know services that no collection lists, so a missing one is asked for all the same.
        if (flaw is not null && ledger.Find(service, key) is not null)
        {
            throw flaw.ToProblem();
        }

        var instance = key is null ? services.GetService(service) : (services as IKeyedServiceProvider)?.GetKeyedService(service, key);
        if (instance is null)
        {
            Flaw = flaw ?? new ServiceFlaw([.. user, TypeName.Of(service)], IsScoped: false);
        }

        return instance;
    }
}
