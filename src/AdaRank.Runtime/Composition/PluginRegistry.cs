using AdaRank.Plugins;

namespace AdaRank.Composition;

/// <summary>The plugins that were declared, by slot and key. Building one needs its options, so nothing is built here.</summary>
internal sealed class PluginRegistry : IPluginRegistrar
{
    private readonly Dictionary<(Type Slot, string Key), Declaration> _declarations = [];

    /// <summary>Every slot and key, in the order of declaration.</summary>
    public IEnumerable<(Type Slot, string Key)> Keys => _declarations.Keys;

    /// <inheritdoc/>
    public IPluginRegistrar Add<TSlot, TOptions>(PluginDescriptor descriptor, Func<IServiceProvider, TOptions, TSlot> create)
        where TSlot : class
        where TOptions : class, IPluginOptions, new()
    {
        var key = descriptor.Key;
        if (!IsKebabCase(key))
        {
            throw new InvalidSettingException(
                "plugin key", key, "use lower-case letters, digits and single hyphens, for example 'fixed'");
        }

        var declaration = new Declaration(
            typeof(TOptions), static () => new TOptions(), (services, options) => create(services, (TOptions)options));
        if (!_declarations.TryAdd((typeof(TSlot), key), declaration))
        {
            throw new InvalidSettingException(
                "plugin key", key, $"choose another: a plugin of slot {typeof(TSlot).Name} has it already");
        }

        return this;
    }

    /// <summary>Builds a plugin with options of its own.</summary>
    /// <param name="services">Where the plugin finds the services it needs.</param>
    /// <param name="slot">The contract.</param>
    /// <param name="key">The plugin's key; must be declared.</param>
    /// <param name="configure">What to change in fresh options, in order.</param>
    /// <exception cref="InvalidSettingException">An option is out of range, or belongs to another plugin.</exception>
    public object Create(IServiceProvider services, Type slot, string key, IReadOnlyList<OptionsChange> configure)
    {
        var declaration = _declarations[(slot, key)];
        var options = declaration.NewOptions();
        foreach (var change in configure)
        {
            if (!change.OptionsType.IsInstanceOfType(options))
            {
                throw new InvalidSettingException(
                    $"options of '{key}'",
                    change.OptionsType.Name,
                    $"set {declaration.OptionsType.Name} instead, or choose the plugin that these options belong to");
            }

            change.Apply(options);
        }

        options.Validate();
        return declaration.Create(services, options);
    }

    /// <summary>Whether a key is declared in a slot.</summary>
    public bool Contains(Type slot, string key) => _declarations.ContainsKey((slot, key));

    private static bool IsKebabCase(string key) =>
        key.Split('-').All(part => part.Length > 0 && part.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter)));

    private sealed record Declaration(
        Type OptionsType, Func<IPluginOptions> NewOptions, Func<IServiceProvider, IPluginOptions, object> Create);
}
