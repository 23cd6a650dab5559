using AdaRank.Testing;

namespace Company.Plugin.Tests;

/// <summary>All that the optimizer relies on.</summary>
public sealed class PluginNameRankFilterTests : RankFilterContract<PluginNameRankFilter>;
