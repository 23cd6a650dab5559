using AdaRank.Plugins.Projection.OnlineDescent;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.OnlineDescent;

/// <summary>Plain descent with a penalty keeps the contract, too.</summary>
public sealed class OnlineDescentSgdContractTests : OnlineProjectionContract<OnlineDescentUpdater>
{
    /// <inheritdoc/>
    protected override OnlineDescentUpdater Create() => new(new OnlineDescentOptions { Method = DescentMethod.Sgd, Penalty = 0.1 });
}
