using AdaRank.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace AdaRank.Composition;

/// <summary>Finds or builds the plugins that settings ask for, and notes what cannot be had.</summary>
internal sealed class PluginWorkshop(IServiceProvider services, PluginRegistry registry)
{
    private readonly List<UsedPlugin> _used = [];

    /// <summary>What could not be had.</summary>
    public ProblemList Problems { get; } = new();

    /// <summary>Who the plugins are for, for messages where the setting does not tell it.</summary>
    public string? Where { get; set; }

    /// <summary>Every plugin handed out since <see cref="TakeUsed"/>, in its resolved order.</summary>
    public IReadOnlyList<UsedPlugin> TakeUsed()
    {
        var used = UsedPlugin.InOrder(_used);
        _used.Clear();
        return used;
    }

    /// <summary>Finds or builds the plugin of a choice; null, and a problem, if it cannot be had.</summary>
    public TSlot? Resolve<TSlot>(SlotChoice<TSlot> choice)
        where TSlot : class
    {
        try
        {
            var plugin = Find(choice);
            _used.Add(new UsedPlugin(plugin, registry.PositionOf(typeof(TSlot), choice.Key)));
            return plugin;
        }
        catch (InvalidSettingException problem)
        {
            Problems.Add(problem, Where is null ? null : $"{Where}, {choice.Slot} '{choice.Key}'");
            return null;
        }
    }

    /// <summary>The plugins of a chain in their resolved order.</summary>
    public IReadOnlyList<TSlot> ResolveChain<TSlot>(IReadOnlyList<SlotChoice<TSlot>> choices)
        where TSlot : class =>
        [.. choices.OrderBy(choice => registry.PositionOf(typeof(TSlot), choice.Key)).Select(Resolve).OfType<TSlot>()];

    private TSlot Find<TSlot>(SlotChoice<TSlot> choice)
        where TSlot : class
    {
        var registration = registry.Ledger.Find(typeof(TSlot), choice.Key);
        if (registration is not null && !registry.IsOwn(registration))
        {
            return FindUsersOwn(choice, registration);
        }

        // With options of its own the plugin is built for this group alone; without, the container's instance serves.
        if (registry.Find(typeof(TSlot), choice.Key) is { } plugin)
        {
            return choice.Changes.Count > 0
                ? (TSlot)registry.Build(services, plugin, choice.Changes)
                : services.GetRequiredKeyedService<TSlot>(choice.Key);
        }

        return services.GetKeyedService<TSlot>(choice.Key) ?? throw Unknown(choice);
    }

    /// <summary>An instance that the user registered, checked as a plugin of ours is.</summary>
    private TSlot FindUsersOwn<TSlot>(SlotChoice<TSlot> choice, ServiceDescriptor registration)
        where TSlot : class
    {
        if (choice.Changes.Count > 0)
        {
            throw new InvalidSettingException(
                $"options of {choice.Slot} '{choice.Key}'", choice.Changes[0].Describe(), "configure the instance that you registered yourself");
        }

        var place = $"slot '{SlotDescription.Find(typeof(TSlot))!.Name}', key '{choice.Key}'";
        if (registry.Ledger.Examine(registration) is { } flaw)
        {
            throw flaw.Under(place).ToProblem();
        }

        try
        {
            return services.GetRequiredKeyedService<TSlot>(choice.Key);
        }
        catch (Exception cause) when (cause is not InvalidSettingException)
        {
            throw new InvalidSettingException(
                "plugin", new Words(place), $"mend its registration, {cause.GetType().Name}: {cause.Message.TrimEnd('.')}", cause);
        }
    }

    private InvalidSettingException Unknown<TSlot>(SlotChoice<TSlot> choice)
        where TSlot : class
    {
        var known = registry.Of(typeof(TSlot)).Select(plugin => plugin.Descriptor.Key).Order(StringComparer.Ordinal).ToArray();
        var register = $"register a keyed {typeof(TSlot).Name}";
        return new InvalidSettingException(
            choice.Origin ?? choice.Slot,
            choice.Key,
            known is [] ? $"{register}, or add a package that has one" : Nearest.Suggest(choice.Key, known, $"choose one of {string.Join(", ", known)}, or {register}"));
    }
}
