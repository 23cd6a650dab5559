using Microsoft.Extensions.DependencyInjection;

namespace AdaRank.Plugins;

/// <summary>A plugin that was declared. Building one needs its options, so nothing is built here.</summary>
/// <param name="Slot">The slot that it is for.</param>
/// <param name="Descriptor">What is known of it.</param>
/// <param name="NewOptions">Makes options with their defaults.</param>
/// <param name="Create">Builds it from services and validated options.</param>
/// <param name="Register">Makes the keyed registration of the slot from a way to build the plugin.</param>
internal sealed record PluginDeclaration(
    SlotDescription Slot,
    PluginDescriptor Descriptor,
    Func<IPluginOptions> NewOptions,
    Func<IServiceProvider, IPluginOptions, object> Create,
    Func<Func<IServiceProvider, object>, ServiceDescriptor> Register)
{
    /// <summary><c>slot/key</c>, unique among all plugins.</summary>
    public string Id => $"{Slot.Name}/{Descriptor.Key}";

    /// <summary>The class, where the manifest of its assembly tells it.</summary>
    public Type? Class { get; init; }

    /// <summary>Who brings it, for messages.</summary>
    public string Package => Descriptor.Package.Length == 0 ? "the program itself" : Descriptor.Package;

    /// <summary>Declares a plugin, without checking anything.</summary>
    public static PluginDeclaration Of<TSlot, TOptions>(
        SlotDescription slot, PluginDescriptor descriptor, Func<IServiceProvider, TOptions, TSlot> create)
        where TSlot : class
        where TOptions : class, IPluginOptions, new() => new(
            slot,
            descriptor,
            static () => new TOptions(),
            (services, options) => create(services, (TOptions)options),
            build => ServiceDescriptor.KeyedSingleton<TSlot>(descriptor.Key, (services, _) => (TSlot)build(services)));

    /// <summary>Whether a reference, <c>key</c> or <c>slot/key</c>, names this plugin.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="ownSlot">The slot that a reference without one means; null for any.</param>
    public bool IsNamedBy(string reference, string? ownSlot) => reference.Contains('/', StringComparison.Ordinal)
        ? reference == Id
        : reference == Descriptor.Key && (ownSlot is null || ownSlot == Slot.Name);
}
