using AdaRank.Banks;
using AdaRank.Optimization;
using AdaRank.Plugins;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AdaRank.Composition;

/// <summary>Builds what was declared, once: all plugins that settings ask for, checked before anything is trained.</summary>
internal sealed class CompositionRoot : IDisposable
{
    private readonly IServiceProvider _services;
    private readonly Blueprint _blueprint;
    private readonly Lazy<SettingsDraft> _draft;
    private readonly Lazy<BuiltComposition> _built;
    private readonly Lazy<LiveScalars> _scalars;

    public CompositionRoot(IServiceProvider services, Blueprint blueprint)
    {
        blueprint.Folders.Enter();
        (_services, _blueprint) = (services, blueprint);
        _draft = new Lazy<SettingsDraft>(blueprint.Read);
        _built = new Lazy<BuiltComposition>(Build);
        _scalars = new Lazy<LiveScalars>(() => new LiveScalars(
            blueprint.Read, _draft.Value.Scalars, blueprint.Changes, Logger));
    }

    /// <summary>Everything built and checked.</summary>
    /// <exception cref="InvalidSettingException">Something cannot be as it was asked for; all such problems are in it.</exception>
    public BuiltComposition Built => _built.Value;

    /// <summary>Learning rate and decay as they are configured now.</summary>
    public LiveScalars Scalars => _scalars.Value;

    /// <summary>The seed of the sketches.</summary>
    public ulong Seed => _draft.Value.Seed;

    /// <summary>Told of what an optimizer does by itself.</summary>
    public ILogger Logger => (ILogger?)_services.GetService(typeof(ILogger<AdaRankOptimizer>)) ?? NullLogger.Instance;

    /// <summary>What can step banks on devices, in the order of registration.</summary>
    public IReadOnlyList<IBankBackend> Backends => [.. (IEnumerable<IBankBackend>?)_services.GetService(typeof(IEnumerable<IBankBackend>)) ?? []];

    /// <summary>Who has been started.</summary>
    public PluginLifetimes Lifetimes { get; } = new();

    public void Dispose()
    {
        if (_scalars.IsValueCreated)
        {
            _scalars.Value.Dispose();
        }

        _blueprint.Folders.Leave(_blueprint.Registry);
    }

    private BuiltComposition Build()
    {
        var draft = _draft.Value;
        var registry = _blueprint.Registry;
        var workshop = new PluginWorkshop(_services, registry);
        workshop.Problems.AddRange(registry.Problems);
        workshop.Problems.AddRange(draft.Problems);
        foreach (var rule in draft.Rules.Where(rule => rule.SaysNothing && rule.Origin is null))
        {
            workshop.Problems.Add("pattern", rule.Pattern.Text, "say what to do with the parameters that it matches");
        }

        CheckModels(workshop.Problems);
        var otherwise = BuildGroup(workshop, draft, null);
        var groups = draft.Groups.Keys.ToDictionary(name => name, name => BuildGroup(workshop, draft, name), StringComparer.Ordinal);
        workshop.Where = null;
        var fullRankStep = draft.FullRankStep.Resolve(workshop);
        var chains = new StepChains(workshop.ResolveChain(draft.Transforms), workshop.ResolveChain(draft.Observers));
        workshop.Problems.ThrowIfAny();
        return new BuiltComposition(
            draft.Profile,
            groups,
            otherwise,
            fullRankStep!,
            chains,
            workshop.TakeUsed(),
            [.. draft.Rules],
            draft.Groups.ToDictionary(group => group.Key, group => group.Value.Origin, StringComparer.Ordinal))
        {
            Weights = draft.Weights,
        };
    }

    /// <summary>What registered models need, as far as their registrations tell it.</summary>
    private void CheckModels(ProblemList problems)
    {
        foreach (var model in (IEnumerable<ModelDependencies>?)_services.GetService(typeof(IEnumerable<ModelDependencies>)) ?? [])
        {
            foreach (var flaw in model.Services.Select(service => _blueprint.Registry.Ledger.Examine(service)).OfType<ServiceFlaw>())
            {
                problems.Add(flaw.Under($"model {TypeName.Of(model.Model)}").ToProblem(ServiceUser.Model));
            }
        }
    }

    private static BuiltGroup BuildGroup(PluginWorkshop workshop, SettingsDraft draft, string? name)
    {
        workshop.Where = name is null ? "all groups" : $"group '{name}'";
        var builder = draft.Configure(name, workshop.Problems);

        // Of a group that is trained at full rank the plugins are looked up too: a wrong key is wrong all the same.
        var group = builder.Build(name ?? "", workshop);
        var used = workshop.TakeUsed();
        var fullRankStep = builder.BuildFullRankStep(workshop);
        var built = builder.IsFullRank ? new BuiltGroup(null, fullRankStep, workshop.TakeUsed()) : new BuiltGroup(group, null, used);
        return built with { Weights = builder.WeightPrecision };
    }
}
