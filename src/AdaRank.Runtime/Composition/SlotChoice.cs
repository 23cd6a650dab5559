using Microsoft.Extensions.DependencyInjection;

namespace AdaRank.Composition;

/// <summary>Which plugin fills a slot of a group, and how its options differ from their defaults.</summary>
/// <param name="Slot">The slot's name as users know it, for messages.</param>
/// <param name="Key">The plugin's key.</param>
/// <param name="Changes">Changes of its options, in order.</param>
internal sealed record SlotChoice<TSlot>(string Slot, string Key, IReadOnlyList<OptionsChange> Changes)
    where TSlot : class
{
    /// <summary>The same plugin with one more change of its options.</summary>
    public SlotChoice<TSlot> With(OptionsChange change) => this with { Changes = [.. Changes, change] };

    /// <summary>Finds or builds the plugin.</summary>
    /// <param name="services">Keyed services of the slot, the user's own among them.</param>
    /// <param name="registry">The declared plugins.</param>
    /// <exception cref="InvalidSettingException">No plugin has the key, or its options cannot be as asked.</exception>
    public TSlot Resolve(IServiceProvider services, PluginRegistry registry)
    {
        // With options of its own the plugin is built for this group alone; without, the container's instance serves,
        // which is the user's own where one was registered.
        if (Changes.Count > 0 && registry.Contains(typeof(TSlot), Key))
        {
            return (TSlot)registry.Create(services, typeof(TSlot), Key, Changes);
        }

        var plugin = services.GetKeyedService<TSlot>(Key);
        if (plugin is null)
        {
            var known = registry.Keys.Where(entry => entry.Slot == typeof(TSlot)).Select(entry => entry.Key);
            throw new InvalidSettingException(
                Slot, Key, $"choose one of {string.Join(", ", known.Order(StringComparer.Ordinal))}, or register a keyed {typeof(TSlot).Name}");
        }

        if (Changes.Count > 0)
        {
            throw new InvalidSettingException(
                $"options of {Slot} '{Key}'", Changes[0].OptionsType.Name, "configure the instance that you registered yourself");
        }

        return plugin;
    }
}
