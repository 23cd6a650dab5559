using AdaRank.Plugins.Rank.ByteBudget;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.ByteBudget;

public sealed class ByteBudgetRankPolicyContractTests : GlobalRankPolicyContract<ByteBudgetRankPolicy>;
