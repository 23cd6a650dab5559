using AdaRank.Optimization;
using AdaRank.Plugins;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Refresh;
using AdaRank.Steps;
using AdaRank.Transport;

namespace AdaRank.Composition;

/// <summary>How a group of parameters is trained: one plugin for each of the five slots, and the ranks allowed.</summary>
/// <remarks>
/// A profile is a function that fills one of these; a group's own settings are applied to it afterwards. Choosing a
/// plugin drops the options set for the one that was in that slot before.
/// </remarks>
public sealed class GroupBuilder
{
    private SlotChoice<IRefreshTrigger> _refresh = Choose<IRefreshTrigger>("refresh trigger", "convergence");
    private SlotChoice<IProjectionUpdater> _basis = Choose<IProjectionUpdater>("basis", "randomized-svd");
    private SlotChoice<IRankPolicy> _rank = Choose<IRankPolicy>("rank policy", "energy-threshold");
    private SlotChoice<IMomentTransport> _transport = Choose<IMomentTransport>("moment transport", "rotate");
    private SlotChoice<ILowRankStep> _step = Choose<ILowRankStep>("step", "adam");
    private readonly List<SlotChoice<IRankFilter>> _filters = [];
    private SlotChoice<IFullRankStep>? _fullRankStep;
    private RankBounds _bounds = new(1, 128);

    internal GroupBuilder()
    {
    }

    internal bool IsFullRank { get; private set; }

    internal WeightPrecision? WeightPrecision { get; private set; }

    /// <summary>Sets the ranks that the policy may choose from.</summary>
    /// <param name="lowest">r_min, at least 1.</param>
    /// <param name="highest">r_max, at least <paramref name="lowest"/>; cut to the smaller side of each matrix.</param>
    /// <param name="stride">Distance between candidates, at least 1.</param>
    /// <exception cref="InvalidSettingException">A bound is below 1, or the bounds cross.</exception>
    public GroupBuilder Ranks(int lowest, int highest, int stride = 1)
    {
        _bounds = new RankBounds(lowest, highest, stride);
        return this;
    }

    /// <summary>Chooses how weights of the group in bfloat16 are updated, at low and at full rank; otherwise as the composition says.</summary>
    /// <param name="precision">The default of a composition is stochastic rounding.</param>
    /// <exception cref="InvalidSettingException">There is no such precision.</exception>
    public GroupBuilder Weights(WeightPrecision precision)
    {
        WeightPrecision = SettingsDraft.CheckPrecision(precision);
        return this;
    }

    /// <summary>Trains the group with the full-rank optimizer.</summary>
    public GroupBuilder FullRank()
    {
        IsFullRank = true;
        return this;
    }

    /// <summary>Trains the group at full rank, by a step of its own.</summary>
    /// <param name="key">A full-rank step's key, for example <c>muon</c>.</param>
    public GroupBuilder FullRank(string key)
    {
        _fullRankStep = ChooseFullRankStep(key);
        return FullRank();
    }

    /// <summary>Trains the group at full rank, by a step of its own, and changes its options.</summary>
    /// <param name="key">A full-rank step's key, for example <c>muon</c>.</param>
    /// <param name="configure">Changes the options.</param>
    public GroupBuilder FullRank<TOptions>(string key, Action<TOptions> configure)
        where TOptions : class, IPluginOptions
    {
        _fullRankStep = (_fullRankStep ?? ChooseFullRankStep(key)).Choose(key, [CodeChange.Of(configure)]);
        return FullRank();
    }

    /// <summary>Lets a plugin change what the rank policy chooses; several run in the order that they ask for.</summary>
    /// <param name="key">A rank filter's key, for example <c>hysteresis</c>.</param>
    public GroupBuilder RankFilter(string key) => AddFilter(key, [], null);

    /// <summary>Lets a plugin change what the rank policy chooses, with options.</summary>
    /// <param name="key">A rank filter's key, for example <c>hysteresis</c>.</param>
    /// <param name="configure">Changes the options.</param>
    public GroupBuilder RankFilter<TOptions>(string key, Action<TOptions> configure)
        where TOptions : class, IPluginOptions => AddFilter(key, [CodeChange.Of(configure)], null);

    /// <summary>Chooses the refresh trigger.</summary>
    /// <param name="key">A plugin's key, for example <c>interval</c>.</param>
    public GroupBuilder Refresh(string key) => Set(ref _refresh, key);

    /// <summary>Chooses the refresh trigger and changes its options.</summary>
    /// <param name="key">A plugin's key, for example <c>interval</c>.</param>
    /// <param name="configure">Changes the options.</param>
    public GroupBuilder Refresh<TOptions>(string key, Action<TOptions> configure)
        where TOptions : class, IPluginOptions => Set(ref _refresh, key, configure);

    /// <summary>Chooses the projection updater.</summary>
    /// <param name="key">A plugin's key, for example <c>randomized-svd</c>.</param>
    public GroupBuilder Basis(string key) => Set(ref _basis, key);

    /// <summary>Chooses the projection updater and changes its options.</summary>
    /// <param name="key">A plugin's key, for example <c>randomized-svd</c>.</param>
    /// <param name="configure">Changes the options.</param>
    public GroupBuilder Basis<TOptions>(string key, Action<TOptions> configure)
        where TOptions : class, IPluginOptions => Set(ref _basis, key, configure);

    /// <summary>Chooses the rank policy.</summary>
    /// <param name="key">A plugin's key, for example <c>fixed</c>.</param>
    public GroupBuilder Rank(string key) => Set(ref _rank, key);

    /// <summary>Chooses the rank policy and changes its options.</summary>
    /// <param name="key">A plugin's key, for example <c>energy-threshold</c>.</param>
    /// <param name="configure">Changes the options.</param>
    public GroupBuilder Rank<TOptions>(string key, Action<TOptions> configure)
        where TOptions : class, IPluginOptions => Set(ref _rank, key, configure);

    /// <summary>Chooses the moment transport.</summary>
    /// <param name="key">A plugin's key, for example <c>rotate</c>.</param>
    public GroupBuilder Transport(string key) => Set(ref _transport, key);

    /// <summary>Chooses the moment transport and changes its options.</summary>
    /// <param name="key">A plugin's key, for example <c>linear</c>.</param>
    /// <param name="configure">Changes the options.</param>
    public GroupBuilder Transport<TOptions>(string key, Action<TOptions> configure)
        where TOptions : class, IPluginOptions => Set(ref _transport, key, configure);

    /// <summary>Chooses the low-rank step.</summary>
    /// <param name="key">A plugin's key, for example <c>adam</c>.</param>
    public GroupBuilder Step(string key) => Set(ref _step, key);

    /// <summary>Chooses the low-rank step and changes its options.</summary>
    /// <param name="key">A plugin's key, for example <c>adam</c>.</param>
    /// <param name="configure">Changes the options.</param>
    public GroupBuilder Step<TOptions>(string key, Action<TOptions> configure)
        where TOptions : class, IPluginOptions => Set(ref _step, key, configure);

    /// <summary>Takes over what configuration says.</summary>
    internal void Apply(ConfiguredGroup configured)
    {
        IsFullRank |= configured.IsFullRank;
        if (configured.FullRankStep is { } fullRankStep)
        {
            _fullRankStep = (_fullRankStep ?? ChooseFullRankStep(fullRankStep.Key ?? "adam")).Choose(fullRankStep);
        }

        foreach (var (key, filter) in configured.RankFilters)
        {
            AddFilter(key, filter.Changes, filter.Path);
        }

        WeightPrecision = configured.Weights ?? WeightPrecision;
        _refresh = configured.Refresh is { } refresh ? _refresh.Choose(refresh) : _refresh;
        _basis = configured.Basis is { } basis ? _basis.Choose(basis) : _basis;
        _rank = configured.Rank is { } rank ? _rank.Choose(rank) : _rank;
        _transport = configured.Transport is { } transport ? _transport.Choose(transport) : _transport;
        _step = configured.Step is { } step ? _step.Choose(step) : _step;
        if (configured.HasRanks)
        {
            _bounds = Bounds(configured);
        }
    }

    /// <summary>Resolves the group's own full-rank step; null if it has none, or it cannot be had and the workshop knows why.</summary>
    internal IFullRankStep? BuildFullRankStep(PluginWorkshop workshop) => _fullRankStep?.Resolve(workshop);

    /// <summary>Resolves all slots; null if one cannot be had, and the workshop knows why.</summary>
    internal LowRankGroup? Build(string name, PluginWorkshop workshop)
    {
        // All of them, not the first only: every problem is to be found at once.
        var trigger = _refresh.Resolve(workshop);
        var updater = _basis.Resolve(workshop);
        var policy = _rank.Resolve(workshop);
        var filters = workshop.ResolveChain(_filters);
        var transport = _transport.Resolve(workshop);
        var step = _step.Resolve(workshop);
        if (trigger is null || updater is null || policy is null || filters.Count < _filters.Count || transport is null || step is null)
        {
            return null;
        }

        var group = new LowRankGroup
        {
            Name = name,
            Bounds = _bounds,
            Trigger = trigger,
            Updater = updater,
            Policy = policy,
            Filters = filters,
            Transport = transport,
            Step = step,
        };

        // Plugins of a group that is trained at full rank are never used together.
        if (!IsFullRank)
        {
            Compatibility.Check(
                group, name.Length == 0 ? "all groups" : $"group '{name}'", new GroupKeys(_refresh.Key, _basis.Key, _rank.Key, _transport.Key, _step.Key), workshop.Problems);
        }

        return group;
    }

    private RankBounds Bounds(ConfiguredGroup configured)
    {
        var (lowest, highest, stride) =
            (configured.Lowest ?? _bounds.Lowest, configured.Highest ?? _bounds.Highest, configured.Stride ?? _bounds.Stride);
        try
        {
            return new RankBounds(lowest, highest, stride);
        }
        catch (InvalidSettingException problem)
        {
            throw new InvalidSettingException(
                $"{configured.Path}:Ranks", new Words($"{lowest} to {highest} by {stride}"), problem.Remedy);
        }
    }

    private GroupBuilder AddFilter(string key, IReadOnlyList<OptionsChange> changes, string? origin)
    {
        SettingsDraft.AddToChain(_filters, "rank filter", key, changes, origin);
        return this;
    }

    private static SlotChoice<IFullRankStep> ChooseFullRankStep(string key) => Choose<IFullRankStep>("full-rank step", key);

    private static SlotChoice<TSlot> Choose<TSlot>(string slot, string key)
        where TSlot : class => new(slot, key, []);

    private GroupBuilder Set<TSlot>(ref SlotChoice<TSlot> choice, string key)
        where TSlot : class
    {
        choice = choice.Choose(key);
        return this;
    }

    private GroupBuilder Set<TSlot, TOptions>(ref SlotChoice<TSlot> choice, string key, Action<TOptions> configure)
        where TSlot : class
        where TOptions : class, IPluginOptions
    {
        choice = choice.Choose(key, [CodeChange.Of(configure)]);
        return this;
    }
}
