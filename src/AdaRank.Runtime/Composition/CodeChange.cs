using AdaRank.Plugins;

namespace AdaRank.Composition;

/// <summary>A change of options that was asked for in code.</summary>
/// <param name="OptionsType">The options class that the change is for.</param>
/// <param name="Change">Makes the change.</param>
internal sealed record CodeChange(Type OptionsType, Action<IPluginOptions> Change) : OptionsChange
{
    public static CodeChange Of<TOptions>(Action<TOptions> change)
        where TOptions : class, IPluginOptions => new(typeof(TOptions), options => change((TOptions)options));

    public override string Describe() => OptionsType.Name;

    public override void Apply(IPluginOptions options, PluginDescriptor plugin)
    {
        if (!OptionsType.IsInstanceOfType(options))
        {
            throw new InvalidSettingException(
                $"options of '{plugin.Key}'",
                OptionsType.Name,
                $"set {options.GetType().Name} instead, or choose the plugin that these options belong to");
        }

        Change(options);
    }
}
