using AdaRank.Sampling;

namespace AdaRank.Testing.Construction;

/// <summary>The services that AdaRank registers for plugins.</summary>
internal sealed class ContractServices : IServiceProvider
{
    private readonly PhiloxGaussianSource _gaussians = new(seed: 20_26);

    /// <inheritdoc/>
    public object? GetService(Type serviceType) => serviceType == typeof(IGaussianSource) ? _gaussians : null;
}
