using System.Reflection;

namespace AdaRank.Plugins;

/// <summary>A contract that plugins fulfil.</summary>
/// <param name="Contract">The interface.</param>
/// <param name="Name">The slot's name in references and configuration.</param>
/// <param name="Version">The version of the contract in this program.</param>
internal sealed record SlotDescription(Type Contract, string Name, ContractVersion Version)
{
    /// <summary>The slots of this library. A manifest is checked against them before the code it belongs to is loaded.</summary>
    public static IReadOnlyList<SlotDescription> BuiltIn { get; } =
    [
        Find(typeof(AdaRank.Refresh.IRefreshTrigger))!,
        Find(typeof(AdaRank.Projection.IProjectionUpdater))!,
        Find(typeof(AdaRank.Rank.IRankPolicy))!,
        Find(typeof(AdaRank.Rank.IRankFilter))!,
        Find(typeof(AdaRank.Transport.IMomentTransport))!,
        Find(typeof(AdaRank.Steps.ILowRankStep))!,
        Find(typeof(AdaRank.Steps.IFullRankStep))!,
        Find(typeof(AdaRank.Gradients.IGradientTransform))!,
        Find(typeof(AdaRank.Steps.IStepObserver))!,
    ];

    /// <summary>The slot that an interface is, or null.</summary>
    public static SlotDescription? Find(Type contract) => contract.GetCustomAttribute<PluginSlotAttribute>() is { } slot
        ? new SlotDescription(contract, slot.Name, new ContractVersion(slot.Major, slot.Minor))
        : null;
}
