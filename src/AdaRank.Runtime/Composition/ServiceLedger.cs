using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace AdaRank.Composition;

/// <summary>Reads registrations to find scoped and missing services behind a singleton before one is built.</summary>
/// <remarks>
/// A container without scope validation hands out scoped services from its root, where they live for ever. Constructors
/// are read of classes that were registered by type; what a factory asks for is seen only when it runs.
/// </remarks>
internal sealed class ServiceLedger(IServiceCollection services)
{
    private static readonly HashSet<Type> AlwaysThere =
    [
        typeof(IServiceProvider), typeof(IServiceScopeFactory), typeof(IServiceProviderIsService), typeof(IServiceProviderIsKeyedService),
    ];

    /// <summary>The registration that a request for a service finds, or null.</summary>
    public ServiceDescriptor? Find(Type service, object? key = null) =>
        services.LastOrDefault(descriptor => IsFor(descriptor, service, key))
        ?? (key is null ? null : services.LastOrDefault(descriptor => IsFor(descriptor, service, KeyedService.AnyKey)))
        ?? (service.IsConstructedGenericType ? Find(service.GetGenericTypeDefinition(), key) : null);

    /// <summary>What keeps a singleton from having a service, or null if nothing does.</summary>
    public ServiceFlaw? Examine(Type service, object? key = null) => Examine(service, key, []);

    /// <summary>What is wrong behind a registration itself, or null.</summary>
    public ServiceFlaw? Examine(ServiceDescriptor descriptor) => Examine(descriptor, []);

    private static bool IsFor(ServiceDescriptor descriptor, Type service, object? key) =>
        descriptor.ServiceType == service
        && (descriptor.IsKeyedService ? key is not null && key.Equals(descriptor.ServiceKey) : key is null);

    private ServiceFlaw? Examine(Type service, object? key, HashSet<ServiceDescriptor> seen)
    {
        if (AlwaysThere.Contains(service))
        {
            return null;
        }

        if (service.IsConstructedGenericType && service.GetGenericTypeDefinition() == typeof(IEnumerable<>))
        {
            var element = service.GetGenericArguments()[0];
            return services
                .Where(descriptor => IsFor(descriptor, element, key))
                .Select(descriptor => Examine(descriptor, seen))
                .FirstOrDefault(flaw => flaw is not null)
                ?.Under(TypeName.Of(service));
        }

        return Find(service, key) is { } found
            ? Examine(found, seen, TypeName.Of(service))
            : new ServiceFlaw([TypeName.Of(service)], IsScoped: false);
    }

    private ServiceFlaw? Examine(ServiceDescriptor descriptor, HashSet<ServiceDescriptor> seen, string? asked = null)
    {
        var name = asked ?? TypeName.Of(descriptor.ServiceType);
        var implementation = descriptor.IsKeyedService ? descriptor.KeyedImplementationType : descriptor.ImplementationType;
        var shown = implementation is null || implementation.IsGenericTypeDefinition ? name : TypeName.Of(implementation);
        if (descriptor.Lifetime is ServiceLifetime.Scoped)
        {
            return new ServiceFlaw([asked ?? shown], IsScoped: true);
        }

        // A cycle is the container's own business: it refuses it with a message of its own.
        if (implementation is null || implementation.IsGenericTypeDefinition || !seen.Add(descriptor))
        {
            return null;
        }

        return ExamineConstructors(implementation.GetConstructors(), seen)?.Under(shown);
    }

    /// <summary>The container takes the longest constructor whose parameters are all registered.</summary>
    private ServiceFlaw? ExamineConstructors(ConstructorInfo[] constructors, HashSet<ServiceDescriptor> seen)
    {
        ServiceFlaw? missing = null;
        foreach (var constructor in constructors.OrderByDescending(constructor => constructor.GetParameters().Length))
        {
            var flaws = constructor.GetParameters().Select(parameter => Examine(parameter, seen)).OfType<ServiceFlaw>().ToList();
            if (flaws.Find(flaw => !flaw.IsScoped) is { } absent)
            {
                missing ??= absent;
                continue;
            }

            return flaws.FirstOrDefault();
        }

        return missing;
    }

    private ServiceFlaw? Examine(ParameterInfo parameter, HashSet<ServiceDescriptor> seen)
    {
        if (parameter.GetCustomAttribute<ServiceKeyAttribute>() is not null)
        {
            return null;
        }

        var flaw = Examine(parameter.ParameterType, parameter.GetCustomAttribute<FromKeyedServicesAttribute>()?.Key, seen);
        return flaw is { IsScoped: false } && parameter.HasDefaultValue ? null : flaw;
    }
}
