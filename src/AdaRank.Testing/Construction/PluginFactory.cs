using System.Reflection;
using AdaRank.Plugins;

namespace AdaRank.Testing.Construction;

/// <summary>Builds plugins as the engine does, by the registration that their assembly brings.</summary>
internal static class PluginFactory
{
    private static readonly MethodInfo DeclareGroup =
        typeof(PluginFactory).GetMethod(nameof(Declare), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Builds a plugin with default options.</summary>
    public static TPlugin Create<TPlugin>(IServiceProvider services)
        where TPlugin : class
    {
        if (Find(typeof(TPlugin)) is { } declaration)
        {
            var options = declaration.NewOptions();
            options.Validate();
            return (TPlugin)declaration.Create(services, options);
        }

        return typeof(TPlugin).GetConstructor([]) is { } constructor
            ? (TPlugin)constructor.Invoke([])
            : throw new InvalidOperationException(
                $"{typeof(TPlugin)} is no plugin of its assembly and has no public constructor without parameters: override Create.");
    }

    /// <summary>What is known of a plugin, and new default options; nothing if it is not registered.</summary>
    public static IEnumerable<(PluginDescriptor Descriptor, IPluginOptions Options)> OptionsOf<TPlugin>() =>
        Find(typeof(TPlugin)) is { } declaration ? [(declaration.Descriptor, declaration.NewOptions())] : [];

    private static CollectingRegistrar.Declaration? Find(Type plugin)
    {
        var line = plugin.Assembly.GetCustomAttributes<AdaRankPluginAttribute>().FirstOrDefault(line => line.Plugin == plugin);
        var group = plugin.Assembly.GetCustomAttribute<AdaRankPluginGroupAttribute>();
        if (line is null || group is null)
        {
            return null;
        }

        var registrar = new CollectingRegistrar();
        DeclareGroup.MakeGenericMethod(group.Group).Invoke(null, [registrar]);
        return registrar.Declarations
            .Where(entry => entry.Key.Key == line.Key && entry.Key.Slot.GetCustomAttribute<PluginSlotAttribute>()?.Name == line.Slot)
            .Select(entry => entry.Value)
            .FirstOrDefault();
    }

    private static void Declare<TGroup>(IPluginRegistrar registrar)
        where TGroup : IPluginGroup => TGroup.Register(registrar);
}
