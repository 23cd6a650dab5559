using AdaRank.Banks;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Refresh;
using AdaRank.Steps;
using AdaRank.Transport;

namespace AdaRank.Composition;

/// <summary>A group of parameters with the plugins that train it, all resolved.</summary>
internal sealed record LowRankGroup
{
    public LowRankGroup(
        string name,
        RankBounds bounds,
        IRefreshTrigger trigger,
        IProjectionUpdater updater,
        IRankPolicy policy,
        IMomentTransport transport,
        ILowRankStep step)
    {
        // The engine hands out whole gradients so far; a plugin that cannot read them would fail in the first step.
        Require(updater.Accepts, $"basis of group '{name}'", updater);
        Require(step.Accepts, $"step of group '{name}'", step);
        (Name, Bounds, Trigger, Updater, Policy, Transport, Step) = (name, bounds, trigger, updater, policy, transport, step);
    }

    public string Name { get; init; }

    public RankBounds Bounds { get; }

    public IRefreshTrigger Trigger { get; }

    public IProjectionUpdater Updater { get; }

    public IRankPolicy Policy { get; }

    public IMomentTransport Transport { get; }

    public ILowRankStep Step { get; }

    private static void Require(GradientForms accepted, string slot, object plugin)
    {
        if (!accepted.HasFlag(GradientForms.Full))
        {
            throw new InvalidSettingException(slot, plugin.GetType().Name, "choose a plugin that accepts whole gradients");
        }
    }
}
