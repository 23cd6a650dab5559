using System.Reflection;
using AdaRank.Composition;

namespace AdaRank.Plugins;

/// <summary>Takes down what one package declares.</summary>
internal sealed class PluginCollector : IPluginRegistrar
{
    private readonly string _package;
    private readonly AdaRankPluginAttribute[] _manifest;
    private readonly ProblemList _problems;

    /// <param name="package">The assembly that declares its plugins; null for the program itself, by hand.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public PluginCollector(Assembly? package, ProblemList problems)
    {
        _package = package?.GetName().Name ?? "";
        _manifest = package is null ? [] : [.. package.GetCustomAttributes<AdaRankPluginAttribute>()];
        _problems = problems;
    }

    public List<PluginDeclaration> Declarations { get; } = [];

    /// <inheritdoc/>
    /// <remarks>Takes down everything: what is wrong is reported at start-up, together with all else that is.</remarks>
    public IPluginRegistrar Add<TSlot, TOptions>(PluginDescriptor descriptor, Func<IServiceProvider, TOptions, TSlot> create)
        where TSlot : class
        where TOptions : class, IPluginOptions, new()
    {
        if (SlotDescription.Find(typeof(TSlot)) is not { } slot)
        {
            _problems.Add($"slot of plugin '{descriptor.Key}'", typeof(TSlot).Name, "use a contract with [PluginSlot], for example IRankPolicy");
            return this;
        }

        if (!IsKebabCase(descriptor.Key))
        {
            _problems.Add("plugin key", descriptor.Key, "use lower-case letters, digits and single hyphens, for example 'fixed'");
            return this;
        }

        var named = descriptor.Package.Length == 0 ? descriptor with { Package = _package } : descriptor;
        var line = Array.Find(_manifest, line => line.Slot == slot.Name && line.Key == descriptor.Key);
        Declarations.Add(PluginDeclaration.Of(slot, named, create) with { Class = line?.Plugin });
        return this;
    }

    private static bool IsKebabCase(string key) =>
        key.Split('-').All(part => part.Length > 0 && part.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter)));
}
