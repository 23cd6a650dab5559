using AdaRank.Plugins.Rank.LostEnergy;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.LostEnergy;

public sealed class LostEnergyTriggerContractTests : RefreshTriggerContract<LostEnergyTrigger>;
