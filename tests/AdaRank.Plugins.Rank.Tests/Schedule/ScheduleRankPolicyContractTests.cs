using AdaRank.Plugins.Rank.Schedule;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.Schedule;

public sealed class ScheduleRankPolicyContractTests : RankPolicyContract<ScheduleRankPolicy>;
