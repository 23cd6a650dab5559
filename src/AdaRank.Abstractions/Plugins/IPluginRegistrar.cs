namespace AdaRank.Plugins;

/// <summary>Where plugins declare themselves. Nothing is built while they do.</summary>
public interface IPluginRegistrar
{
    /// <summary>Declares a plugin.</summary>
    /// <typeparam name="TSlot">The contract that it fulfils, for example <see cref="Rank.IRankPolicy"/>.</typeparam>
    /// <typeparam name="TOptions">Its options; each parameter group gets its own validated instance.</typeparam>
    /// <param name="key">The name by which users choose it, in kebab-case.</param>
    /// <param name="create">Builds it from services and validated options.</param>
    /// <returns>This registrar, for chaining.</returns>
    /// <exception cref="InvalidSettingException">The key is no kebab-case name, or is taken in that slot.</exception>
    IPluginRegistrar Add<TSlot, TOptions>(string key, Func<IServiceProvider, TOptions, TSlot> create)
        where TSlot : class
        where TOptions : class, IPluginOptions, new() => Add(new PluginDescriptor(key), create);

    /// <summary>Declares a plugin with all that is known of it.</summary>
    /// <typeparam name="TSlot">The contract that it fulfils: an interface with <see cref="PluginSlotAttribute"/>.</typeparam>
    /// <typeparam name="TOptions">Its options; each parameter group gets its own validated instance.</typeparam>
    /// <param name="descriptor">Key, contract version, order, requirements and options.</param>
    /// <param name="create">Builds it from services and validated options.</param>
    /// <returns>This registrar, for chaining.</returns>
    /// <exception cref="InvalidSettingException">
    /// The key is no kebab-case name or is taken in that slot, or the contract version does not run here.
    /// </exception>
    IPluginRegistrar Add<TSlot, TOptions>(PluginDescriptor descriptor, Func<IServiceProvider, TOptions, TSlot> create)
        where TSlot : class
        where TOptions : class, IPluginOptions, new();
}
