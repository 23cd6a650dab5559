using AdaRank.Composition;
using Microsoft.Extensions.DependencyInjection;

namespace AdaRank.Plugins;

/// <summary>The plugins that were declared, by slot and key. Nothing can be declared once it is sealed.</summary>
internal sealed class PluginRegistry(ServiceLedger ledger)
{
    private readonly List<PluginDeclaration> _declared = [];
    private readonly Dictionary<string, int> _position = new(StringComparer.Ordinal);
    private readonly HashSet<ServiceDescriptor> _own = [];

    /// <summary>What is wrong with the declarations.</summary>
    public ProblemList Problems { get; } = new();

    /// <summary>The services that plugins may ask for.</summary>
    public ServiceLedger Ledger { get; } = ledger;

    /// <summary>All plugins in their resolved order; empty before <see cref="Seal"/>.</summary>
    public IReadOnlyList<OrderedPlugin> Ordered { get; private set; } = [];

    /// <summary>Declares the plugins of a package as its changes leave them.</summary>
    public void AddGroup(string package, IReadOnlyList<PluginDeclaration> plugins, PluginGroupBuilder changes)
    {
        var disabled = FindAll(package, plugins, changes.Disabled);
        var replacing = FindAll(package, plugins, changes.Replacing);
        foreach (var plugin in plugins.Where(plugin => !disabled.Contains(plugin)))
        {
            Add(plugin, replacing.Contains(plugin));
        }
    }

    /// <summary>Declares one plugin.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="replaces">Whether it takes the place of one that must be there already.</param>
    public void Add(PluginDeclaration plugin, bool replaces)
    {
        if (plugin.Descriptor.Contract is { } contract && !contract.RunsOn(plugin.Slot.Version))
        {
            Problems.Add(
                $"contract of {plugin.Id}",
                contract,
                $"rebuild {plugin.Package} against this version of AdaRank, whose slot '{plugin.Slot.Name}' is at {plugin.Slot.Version}");
            return;
        }

        var known = _declared.FindIndex(other => other.Id == plugin.Id);
        if (known < 0 && replaces)
        {
            var names = _declared.Select(other => other.Id);
            Problems.Add(
                "replaced plugin", plugin.Id, Nearest.Suggest(plugin.Id, names, "add it without replacing: there is none of this slot and key"));
        }
        else if (known < 0)
        {
            _declared.Add(plugin);
        }
        else if (replaces)
        {
            _declared[known] = plugin;
        }
        else
        {
            Problems.Add("plugin", plugin.Id, ClashOf(_declared[known], plugin));
        }
    }

    /// <summary>Ends declaration: resolves order and requirements.</summary>
    public void Seal()
    {
        foreach (var plugin in _declared)
        {
            foreach (var reference in plugin.Descriptor.Requires.Where(reference => !_declared.Exists(other => other.IsNamedBy(reference, plugin.Slot.Name))))
            {
                var names = _declared.Select(other => reference.Contains('/', StringComparison.Ordinal) ? other.Id : other.Descriptor.Key);
                Problems.Add(
                    $"requirement of {plugin.Id}",
                    reference,
                    Nearest.Suggest(reference, names.Distinct(), $"add the package that has it, or disable {plugin.Id}"));
            }
        }

        Ordered = PluginOrder.Sort(_declared, Problems);
        for (var index = 0; index < Ordered.Count; index++)
        {
            _position[Ordered[index].Declaration.Id] = index;
        }
    }

    /// <summary>Registers every plugin as a keyed singleton of its slot, unless the user has registered one of that key.</summary>
    public void RegisterIn(IServiceCollection services)
    {
        foreach (var (plugin, _) in Ordered)
        {
            var registration = plugin.Register(provider => Build(provider, plugin, []));
            _own.Add(registration);
            Microsoft.Extensions.DependencyInjection.Extensions.ServiceCollectionDescriptorExtensions.TryAdd(services, registration);
        }
    }

    /// <summary>Whether a registration is one that <see cref="RegisterIn"/> made.</summary>
    public bool IsOwn(ServiceDescriptor registration) => _own.Contains(registration);

    /// <summary>The plugin of a slot and key, or null.</summary>
    public PluginDeclaration? Find(Type slot, string key) =>
        _declared.Find(plugin => plugin.Slot.Contract == slot && plugin.Descriptor.Key == key);

    /// <summary>The declared plugins of a slot.</summary>
    public IEnumerable<PluginDeclaration> Of(Type slot) => _declared.Where(plugin => plugin.Slot.Contract == slot);

    /// <summary>Where a plugin stands in the resolved order; what was registered by hand comes last.</summary>
    public int PositionOf(Type slot, string key) =>
        Find(slot, key) is { } plugin && _position.TryGetValue(plugin.Id, out var position) ? position : int.MaxValue;

    /// <summary>Builds a plugin with options of its own.</summary>
    /// <param name="services">Where the plugin finds the services it needs.</param>
    /// <param name="plugin">The plugin.</param>
    /// <param name="changes">What to change in fresh options, in order.</param>
    /// <exception cref="InvalidSettingException">
    /// An option is out of range or belongs to another plugin, or a service is missing or scoped.
    /// </exception>
    public object Build(IServiceProvider services, PluginDeclaration plugin, IReadOnlyList<OptionsChange> changes)
    {
        var options = MakeOptions(plugin, changes);
        var place = $"slot '{plugin.Slot.Name}', key '{plugin.Descriptor.Key}'";
        var allowed = new CheckedServices(services, Ledger, plugin.Class is null ? [place] : [place, TypeName.Of(plugin.Class)]);
        try
        {
            return plugin.Create(allowed, options);
        }
        catch (Exception cause) when (cause is not InvalidSettingException)
        {
            // A service that was asked for in vain explains what complains of nothing there, and only that.
            var isForLackOfIt = cause is InvalidOperationException or ArgumentNullException or NullReferenceException;
            throw (isForLackOfIt ? allowed.Flaw?.ToProblem(cause: cause) : null) ?? new InvalidSettingException(
                "plugin", new Words(place), $"mend what its constructor throws, {cause.GetType().Name}: {cause.Message.TrimEnd('.')}", cause);
        }
    }

    /// <summary>Forgets every plugin, so that an assembly that brought some can be unloaded.</summary>
    public void Clear()
    {
        _declared.Clear();
        _own.Clear();
        Ordered = [];
    }

    private static IPluginOptions MakeOptions(PluginDeclaration plugin, IReadOnlyList<OptionsChange> changes)
    {
        var options = plugin.NewOptions();
        var problems = new ProblemList();
        foreach (var change in changes)
        {
            try
            {
                change.Apply(options, plugin.Descriptor);
            }
            catch (InvalidSettingException problem)
            {
                problems.Add(problem);
            }
        }

        problems.ThrowIfAny();
        try
        {
            options.Validate();
        }
        catch (InvalidSettingException problem)
        {
            // The place in configuration, if the last word on this option came from there.
            var last = changes.Reverse().TakeWhile(change => change is TextChange).Cast<TextChange>().FirstOrDefault(text => text.IsAbout(problem));
            throw last is null ? problem : new InvalidSettingException(last.Path, last.Text, problem.Remedy);
        }

        return options;
    }

    private static string ClashOf(PluginDeclaration first, PluginDeclaration second) => first.Package == second.Package
        ? $"give one of them another key: {first.Package} declares two of this slot and key"
        : $"choose: {first.Package} and {second.Package} both declare it; disable one with AddPlugins<...>(group => group.Disable(\"{second.Id}\")), "
            + "or let the later one take the other's place with Replace";

    private HashSet<PluginDeclaration> FindAll(string package, IReadOnlyList<PluginDeclaration> plugins, List<string> references)
    {
        var found = new HashSet<PluginDeclaration>();
        foreach (var reference in references)
        {
            switch (plugins.Where(plugin => plugin.IsNamedBy(reference, ownSlot: null)).ToArray())
            {
                case [var single]:
                    found.Add(single);
                    break;
                case []:
                    var names = plugins.Select(plugin => reference.Contains('/', StringComparison.Ordinal) ? plugin.Id : plugin.Descriptor.Key);
                    Problems.Add(
                        $"plugin of {package}",
                        reference,
                        Nearest.Suggest(reference, names.Distinct(), $"choose one of {string.Join(", ", plugins.Select(plugin => plugin.Id).Order(StringComparer.Ordinal))}"));
                    break;
                case var several:
                    Problems.Add(
                        $"plugin of {package}", reference, $"write slot and key: {string.Join(" or ", several.Select(plugin => plugin.Id).Order(StringComparer.Ordinal))}");
                    break;
            }
        }

        return found;
    }
}
