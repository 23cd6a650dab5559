using AdaRank.Plugins.Projection.GoLore;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.GoLore;

public sealed class GoLoreUpdaterContractTests : ProjectionUpdaterContract<GoLoreUpdater>;
