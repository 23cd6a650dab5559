using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using AdaRank.Optimization;
using AdaRank.Plugins;
using AdaRank.Plugins.Folders;
using AdaRank.Plugins.Projection;
using AdaRank.Plugins.Rank;
using AdaRank.Plugins.Steps;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace AdaRank.Composition;

/// <summary>Declares how models are trained. Nothing is built until an optimizer is asked for, or a host starts.</summary>
/// <remarks>
/// Of two words on the same thing the later one wins, whether it is said here or in bound configuration; of a general
/// and a special one the special one. Once AdaRank is added, nothing more can be declared.
/// </remarks>
public sealed class AdaRankBuilder
{
    private readonly Dictionary<string, Action<GroupBuilder>> _profiles = new(Profiles.BuiltIn, StringComparer.Ordinal);
    private readonly List<Action<SettingsDraft>> _settings = [];
    private readonly List<Func<IChangeToken>> _changes = [];
    private readonly List<Action<PluginRegistry>> _plugins = [];
    private readonly Dictionary<Type, PluginGroupBuilder> _groups = [];
    private readonly LoadedFolders _folders = new();
    private bool _isSealed;

    internal AdaRankBuilder() => AddPlugins<RankPlugins>().AddPlugins<ProjectionPlugins>().AddPlugins<StepPlugins>();

    /// <summary>Declares the plugins of a package. A package that is declared already stays as it is.</summary>
    /// <typeparam name="TGroup">The package's group.</typeparam>
    public AdaRankBuilder AddPlugins<TGroup>()
        where TGroup : IPluginGroup => AddPlugins<TGroup>(static _ => { });

    /// <summary>Declares the plugins of a package, or changes what a package declares that is there already.</summary>
    /// <typeparam name="TGroup">The package's group; AdaRank's own are there from the start.</typeparam>
    /// <param name="change">Leaves plugins out, or lets them replace others.</param>
    public AdaRankBuilder AddPlugins<TGroup>(Action<PluginGroupBuilder> change)
        where TGroup : IPluginGroup
    {
        CheckOpen();
        if (!_groups.TryGetValue(typeof(TGroup), out var group))
        {
            _groups[typeof(TGroup)] = group = new PluginGroupBuilder();
            _plugins.Add(registry => Declare(registry, typeof(TGroup).Assembly, TGroup.Register, group));
        }

        change(group);
        return this;
    }

    /// <summary>Declares one plugin by hand.</summary>
    /// <typeparam name="TSlot">The contract that it fulfils.</typeparam>
    /// <typeparam name="TOptions">Its options.</typeparam>
    /// <param name="descriptor">Its key, and what else is known of it.</param>
    /// <param name="create">Builds it from services and validated options.</param>
    public AdaRankBuilder AddPlugin<TSlot, TOptions>(PluginDescriptor descriptor, Func<IServiceProvider, TOptions, TSlot> create)
        where TSlot : class
        where TOptions : class, IPluginOptions, new() => Declare(descriptor, create, replaces: false);

    /// <summary>Lets a plugin of one's own take the place of one that is declared before.</summary>
    /// <typeparam name="TSlot">The contract that it fulfils.</typeparam>
    /// <typeparam name="TOptions">Its options.</typeparam>
    /// <param name="descriptor">The key of the plugin to replace, and what else is known of the new one.</param>
    /// <param name="create">Builds it from services and validated options.</param>
    public AdaRankBuilder ReplacePlugin<TSlot, TOptions>(PluginDescriptor descriptor, Func<IServiceProvider, TOptions, TSlot> create)
        where TSlot : class
        where TOptions : class, IPluginOptions, new() => Declare(descriptor, create, replaces: true);

    /// <summary>Loads plugin assemblies from a folder at run time, into a context of their own.</summary>
    /// <param name="folder">The folder; a relative one is meant from the program's own folder.</param>
    /// <param name="allow">Lists every assembly that may be loaded, with the SHA-256 of its bytes.</param>
    /// <remarks>
    /// Nothing of the folder runs before all of it is checked: every plugin assembly there must be listed, the bytes
    /// that were hashed are the bytes that are loaded, and contracts are read from metadata. The contexts are unloaded
    /// when the service provider is disposed and nothing of them is in use any more.
    /// </remarks>
    [RequiresUnreferencedCode(PluginFolder.NeedsWholeProgram)]
    [RequiresDynamicCode(PluginFolder.NeedsCompiler)]
    public AdaRankBuilder LoadPlugins(string folder, Action<PluginAllowance> allow)
    {
        CheckOpen();
        var allowance = new PluginAllowance();
        allow(allowance);
        var path = Path.GetFullPath(folder, AppContext.BaseDirectory);
        _plugins.Add(registry => PluginFolder.Load(path, allowance, registry, _folders));
        return this;
    }

    /// <summary>Names a combination of plugins.</summary>
    /// <param name="name">The name; replaces a profile of that name.</param>
    /// <param name="define">Fills a group whose slots hold AdaRankGrad's plugins.</param>
    public AdaRankBuilder AddProfile(string name, Action<GroupBuilder> define)
    {
        CheckOpen();
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

        return Say(draft => draft.Profile = name);
    }

    /// <summary>Takes settings from a section of configuration.</summary>
    /// <param name="section">
    /// The section, for example <c>configuration.GetSection("AdaRank")</c>. Learning rate and weight decay follow it
    /// while the program runs, from one step to the next; everything else is read once, when AdaRank is built.
    /// </param>
    /// <param name="isOptional">Whether it may be absent; otherwise that is refused, since a wrong name says nothing.</param>
    public AdaRankBuilder Bind(IConfigurationSection section, bool isOptional = false)
    {
        Say(draft =>
        {
            var reader = new ConfigurationReader(draft);
            if (isOptional)
            {
                reader.Read(section);
            }
            else
            {
                reader.ReadRequired(section);
            }
        });
        _changes.Add(section.GetReloadToken);
        return this;
    }

    /// <summary>Changes every low-rank group.</summary>
    /// <param name="change">Applied after the profile, before what <see cref="Group"/> says.</param>
    public AdaRankBuilder AllGroups(Action<GroupBuilder> change) => Say(draft => draft.AllGroups.Add(change));

    /// <summary>Changes one low-rank group.</summary>
    /// <param name="name">The name given in <c>[LowRank("name")]</c> or by <see cref="Match"/>; a model without it is refused.</param>
    /// <param name="change">Applied last.</param>
    public AdaRankBuilder Group(string name, Action<GroupBuilder> change) => Say(draft => draft.ChangeGroup(name, null, change));

    /// <summary>Says how the parameters are trained whose checkpoint names match a pattern.</summary>
    /// <param name="pattern">
    /// <c>*</c> is any run of letters, dots among them, <c>?</c> is one letter, and a leading <c>*.</c> may also match
    /// nothing. Case counts. A pattern that matches no parameter of a model is refused when the optimizer is made.
    /// </param>
    /// <param name="change">
    /// What is different for them. It wins over attributes; of several patterns the one with more letters that stand for
    /// themselves wins, and two that have equally many and contradict each other are refused.
    /// </param>
    /// <exception cref="InvalidSettingException">The pattern is empty, or a multiplier is negative or not finite.</exception>
    public AdaRankBuilder Match(string pattern, Action<MatchBuilder> change)
    {
        if (string.IsNullOrWhiteSpace(pattern))
        {
            throw new InvalidSettingException("pattern", pattern, "write a pattern over checkpoint names, for example '*.lm_head.weight'");
        }

        var match = new MatchBuilder(new NamePattern(pattern), null);
        change(match);
        return Say(draft => draft.AddRule(match.Rule));
    }

    /// <summary>Chooses the step of the parameters that are not projected.</summary>
    /// <param name="key">A plugin's key, for example <c>adam</c>.</param>
    public AdaRankBuilder FullRankStep(string key) => Say(draft => draft.FullRankStep = draft.FullRankStep.Choose(key));

    /// <summary>Chooses the step of the parameters that are not projected, and changes its options.</summary>
    /// <param name="key">A plugin's key, for example <c>adam</c>.</param>
    /// <param name="configure">Changes the options.</param>
    public AdaRankBuilder FullRankStep<TOptions>(string key, Action<TOptions> configure)
        where TOptions : class, IPluginOptions =>
        Say(draft => draft.FullRankStep = draft.FullRankStep.Choose(key, [CodeChange.Of(configure)]));

    /// <summary>Changes the gradients of each step before the optimizer sees them.</summary>
    /// <param name="key">A plugin's key. Several run in the order that they ask for with After and Before.</param>
    public AdaRankBuilder GradientTransform(string key) =>
        Say(draft => SettingsDraft.AddToChain(draft.Transforms, "gradient transform", key, [], null));

    /// <summary>Changes the gradients of each step before the optimizer sees them, with options.</summary>
    /// <param name="key">A plugin's key. Several run in the order that they ask for with After and Before.</param>
    /// <param name="configure">Changes the options.</param>
    public AdaRankBuilder GradientTransform<TOptions>(string key, Action<TOptions> configure)
        where TOptions : class, IPluginOptions =>
        Say(draft => SettingsDraft.AddToChain(draft.Transforms, "gradient transform", key, [CodeChange.Of(configure)], null));

    /// <summary>Lets a plugin know of each step.</summary>
    /// <param name="key">A plugin's key. Several run in the order that they ask for with After and Before.</param>
    public AdaRankBuilder Observe(string key) =>
        Say(draft => SettingsDraft.AddToChain(draft.Observers, "observer", key, [], null));

    /// <summary>Lets a plugin know of each step, with options.</summary>
    /// <param name="key">A plugin's key. Several run in the order that they ask for with After and Before.</param>
    /// <param name="configure">Changes the options.</param>
    public AdaRankBuilder Observe<TOptions>(string key, Action<TOptions> configure)
        where TOptions : class, IPluginOptions =>
        Say(draft => SettingsDraft.AddToChain(draft.Observers, "observer", key, [CodeChange.Of(configure)], null));

    /// <summary>Sets the learning rate that an optimizer starts with.</summary>
    /// <param name="value">lr, finite and at least 0.</param>
    /// <exception cref="InvalidSettingException">It is negative or not finite.</exception>
    public AdaRankBuilder LearningRate(double value)
    {
        SettingsDraft.CheckRate("learning rate", value);
        return Say(draft => draft.Scalars = draft.Scalars with { LearningRate = value });
    }

    /// <summary>Sets the decoupled weight decay of all parameters.</summary>
    /// <param name="value">wd, finite and at least 0.</param>
    /// <exception cref="InvalidSettingException">It is negative or not finite.</exception>
    public AdaRankBuilder WeightDecay(double value)
    {
        SettingsDraft.CheckRate("weight decay", value);
        return Say(draft => draft.Scalars = draft.Scalars with { WeightDecay = value });
    }

    /// <summary>Chooses how weights in bfloat16 are updated, of all parameters whose group does not say it.</summary>
    /// <param name="precision">
    /// Where nothing is said, they are rounded stochastically. A model without a trained weight in bfloat16 has no use for it, and is
    /// refused beside it.
    /// </param>
    /// <exception cref="InvalidSettingException">There is no such precision.</exception>
    public AdaRankBuilder Weights(WeightPrecision precision)
    {
        SettingsDraft.CheckPrecision(precision);
        return Say(draft => draft.Weights = precision);
    }

    /// <summary>Sets the seed of the sketches and of stochastic rounding.</summary>
    /// <param name="value">Any number.</param>
    public AdaRankBuilder Seed(ulong value) => Say(draft => draft.Seed = value);

    /// <summary>Ends declaration: declares all plugins, in the order in which packages were named.</summary>
    internal Blueprint Seal(PluginRegistry registry)
    {
        CheckOpen();
        _isSealed = true;
        foreach (var declare in _plugins)
        {
            declare(registry);
        }

        registry.Seal();
        return new Blueprint(Read, _changes, registry, _folders);
    }

    private static void Declare(PluginRegistry registry, Assembly package, Action<IPluginRegistrar> register, PluginGroupBuilder changes)
    {
        var collector = new PluginCollector(package, registry.Problems);
        register(collector);
        registry.AddGroup(package.GetName().Name!, collector.Declarations, changes);
    }

    private AdaRankBuilder Declare<TSlot, TOptions>(
        PluginDescriptor descriptor, Func<IServiceProvider, TOptions, TSlot> create, bool replaces)
        where TSlot : class
        where TOptions : class, IPluginOptions, new()
    {
        CheckOpen();
        _plugins.Add(registry =>
        {
            var collector = new PluginCollector(null, registry.Problems);
            collector.Add(descriptor, create);
            collector.Declarations.ForEach(plugin => registry.Add(plugin, replaces));
        });
        return this;
    }

    private AdaRankBuilder Say(Action<SettingsDraft> word)
    {
        CheckOpen();
        _settings.Add(word);
        return this;
    }

    private SettingsDraft Read()
    {
        var draft = new SettingsDraft(_profiles);
        foreach (var word in _settings)
        {
            word(draft);
        }

        return draft;
    }

    private void CheckOpen()
    {
        if (_isSealed)
        {
            throw new InvalidOperationException(
                "AdaRank was added already, nothing more can be declared: say everything in the function given to AddAdaRank.");
        }
    }
}
