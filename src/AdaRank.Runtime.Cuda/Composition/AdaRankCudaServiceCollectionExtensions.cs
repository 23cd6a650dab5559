using AdaRank.Acceleration;
using AdaRank.Banks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AdaRank.Composition;

/// <summary>Adds the kernels for CUDA to a service collection.</summary>
public static class AdaRankCudaServiceCollectionExtensions
{
    /// <summary>Lets optimizers step banks on CUDA devices by kernels, where they can. Nothing is loaded before the first such bank.</summary>
    /// <param name="services">Where AdaRank is added, before or after.</param>
    /// <returns>The same collection.</returns>
    /// <remarks>
    /// Without a device, or a library that it needs, banks are stepped by tensor operations, and the report of each says why
    /// (<see cref="Optimization.AdaRankOptimizer.BankReports"/>).
    /// </remarks>
    public static IServiceCollection AddAdaRankCuda(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IBankBackend, CudaBankBackend>(static _ => new CudaBankBackend()));
        return services;
    }
}
