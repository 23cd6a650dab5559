using AdaRank.Plugins;

namespace AdaRank.Testing.Construction;

/// <summary>Keeps what a group declares.</summary>
internal sealed class CollectingRegistrar : IPluginRegistrar
{
    /// <summary>All declarations, by slot and key.</summary>
    public Dictionary<(Type Slot, string Key), Declaration> Declarations { get; } = [];

    /// <inheritdoc/>
    public IPluginRegistrar Add<TSlot, TOptions>(PluginDescriptor descriptor, Func<IServiceProvider, TOptions, TSlot> create)
        where TSlot : class
        where TOptions : class, IPluginOptions, new()
    {
        Declarations.Add(
            (typeof(TSlot), descriptor.Key),
            new Declaration(descriptor, static () => new TOptions(), (services, options) => create(services, (TOptions)options)));
        return this;
    }

    /// <summary>One plugin of a group.</summary>
    /// <param name="Descriptor">What is known of it.</param>
    /// <param name="NewOptions">Makes default options.</param>
    /// <param name="Create">Builds it.</param>
    internal sealed record Declaration(
        PluginDescriptor Descriptor, Func<IPluginOptions> NewOptions, Func<IServiceProvider, IPluginOptions, object> Create);
}
