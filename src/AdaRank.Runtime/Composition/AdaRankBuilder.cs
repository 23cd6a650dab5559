using AdaRank.Plugins;
using AdaRank.Steps;

namespace AdaRank.Composition;

/// <summary>Declares how models are trained. Nothing is built until an optimizer is asked for.</summary>
public sealed class AdaRankBuilder
{
    private readonly Dictionary<string, Action<GroupBuilder>> _profiles = new(Profiles.BuiltIn, StringComparer.Ordinal);
    private readonly List<Action<GroupBuilder>> _allGroups = [];
    private readonly Dictionary<string, List<Action<GroupBuilder>>> _groups = new(StringComparer.Ordinal);
    private string _profile = Profiles.AdaRankGrad;
    private SlotChoice<IFullRankStep> _fullRankStep = new("full-rank step", "adam", []);
    private double _learningRate = 1e-3;
    private double _weightDecay;
    private ulong _seed;

    internal AdaRankBuilder(PluginRegistry registry) => Registry = registry;

    internal PluginRegistry Registry { get; }

    /// <summary>Declares the plugins of a package.</summary>
    /// <typeparam name="TGroup">The package's group.</typeparam>
    public AdaRankBuilder AddPlugins<TGroup>()
        where TGroup : IPluginGroup
    {
        TGroup.Register(Registry);
        return this;
    }

    /// <summary>Names a combination of plugins.</summary>
    /// <param name="name">The name; replaces a profile of that name.</param>
    /// <param name="define">Fills a group whose slots hold AdaRankGrad's plugins.</param>
    public AdaRankBuilder AddProfile(string name, Action<GroupBuilder> define)
    {
        _profiles[name] = define;
        return this;
    }

    /// <summary>Chooses the profile that all groups start from.</summary>
    /// <param name="name">A profile's name.</param>
    /// <exception cref="InvalidSettingException">There is no such profile.</exception>
    public AdaRankBuilder UseProfile(string name)
    {
        if (!_profiles.ContainsKey(name))
        {
            throw new InvalidSettingException(
                "optimizer profile", name, $"choose one of {string.Join(", ", _profiles.Keys.Order(StringComparer.Ordinal))}");
        }

        _profile = name;
        return this;
    }

    /// <summary>Changes every low-rank group.</summary>
    /// <param name="change">Applied after the profile, before what <see cref="Group"/> says.</param>
    public AdaRankBuilder AllGroups(Action<GroupBuilder> change)
    {
        _allGroups.Add(change);
        return this;
    }

    /// <summary>Changes one low-rank group.</summary>
    /// <param name="name">The name given in <c>[LowRank("name")]</c>; a model without it is refused.</param>
    /// <param name="change">Applied last.</param>
    public AdaRankBuilder Group(string name, Action<GroupBuilder> change)
    {
        if (!_groups.TryGetValue(name, out var changes))
        {
            _groups[name] = changes = [];
        }

        changes.Add(change);
        return this;
    }

    /// <summary>Chooses the step of the parameters that are not projected, and changes its options.</summary>
    /// <param name="key">A plugin's key, for example <c>adam</c>.</param>
    /// <param name="configure">Changes the options.</param>
    public AdaRankBuilder FullRankStep<TOptions>(string key, Action<TOptions> configure)
        where TOptions : class, IPluginOptions
    {
        var change = new OptionsChange(typeof(TOptions), options => configure((TOptions)options));
        _fullRankStep = new SlotChoice<IFullRankStep>(_fullRankStep.Slot, key, [change]);
        return this;
    }

    /// <summary>Sets the learning rate that an optimizer starts with.</summary>
    /// <param name="value">lr, finite and at least 0.</param>
    /// <exception cref="InvalidSettingException">It is negative or not finite.</exception>
    public AdaRankBuilder LearningRate(double value)
    {
        _learningRate = CheckRate("learning rate", value);
        return this;
    }

    /// <summary>Sets the decoupled weight decay of all parameters.</summary>
    /// <param name="value">wd, finite and at least 0.</param>
    /// <exception cref="InvalidSettingException">It is negative or not finite.</exception>
    public AdaRankBuilder WeightDecay(double value)
    {
        _weightDecay = CheckRate("weight decay", value);
        return this;
    }

    /// <summary>Sets the seed of the sketches.</summary>
    /// <param name="value">Any number.</param>
    public AdaRankBuilder Seed(ulong value)
    {
        _seed = value;
        return this;
    }

    internal static double CheckRate(string name, double value) => double.IsFinite(value) && value >= 0
        ? value
        : throw new InvalidSettingException(name, value, "use a finite number of at least 0");

    internal OptimizerSettings Build() => new(
        _profile, _profiles[_profile], [.. _allGroups], _groups.ToDictionary(), _fullRankStep, _learningRate, _weightDecay, _seed);
}
