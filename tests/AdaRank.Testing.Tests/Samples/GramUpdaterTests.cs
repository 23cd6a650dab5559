using AdaRank.Samples.CustomPlugin;

namespace AdaRank.Testing.Tests.Samples;

/// <summary>What the sample shows is to be copied, so it has to be right.</summary>
public sealed class GramUpdaterTests : ProjectionUpdaterContract<GramUpdater>;
