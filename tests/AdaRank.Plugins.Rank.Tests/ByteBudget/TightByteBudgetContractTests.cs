using AdaRank.Plugins.Rank.ByteBudget;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.ByteBudget;

/// <summary>The contract with a budget that binds, counted in energies.</summary>
public sealed class TightByteBudgetContractTests : GlobalRankPolicyContract<ByteBudgetRankPolicy>
{
    /// <inheritdoc/>
    protected override ByteBudgetRankPolicy Create() => new(new ByteBudgetOptions { Budget = 200_000, Measure = GainMeasure.Energy });
}
