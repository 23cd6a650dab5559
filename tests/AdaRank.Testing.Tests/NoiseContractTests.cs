using AdaRank.Gradients;

namespace AdaRank.Testing.Tests;

/// <summary>Contracts as a user's test project has them: found and run by the test runner.</summary>
public sealed class NoiseContractTests : GradientTransformContract<IGradientTransform>
{
    /// <inheritdoc/>
    protected override IGradientTransform Create() => new GradientTransformContractTests.NoiseTransform(new AdaRank.Sampling.PhiloxGaussianSource(3));
}
