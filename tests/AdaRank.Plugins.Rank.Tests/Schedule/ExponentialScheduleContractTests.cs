using AdaRank.Plugins.Rank.Schedule;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.Schedule;

/// <summary>The contract with ranks that most bounds do not hold.</summary>
public sealed class ExponentialScheduleContractTests : RankPolicyContract<ScheduleRankPolicy>
{
    /// <inheritdoc/>
    protected override ScheduleRankPolicy Create() =>
        new(new ScheduleOptions { From = int.MaxValue, To = 1, EndStep = long.MaxValue, Shape = ScheduleShape.Exponential });
}
