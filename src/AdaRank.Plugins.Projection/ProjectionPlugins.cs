using AdaRank.Plugins.Projection.ExactSvd;
using AdaRank.Plugins.Projection.Keep;
using AdaRank.Plugins.Projection.Linear;
using AdaRank.Plugins.Projection.RandomizedSvd;
using AdaRank.Plugins.Projection.Reset;
using AdaRank.Plugins.Projection.Rotate;
using AdaRank.Plugins.Projection.Square;
using AdaRank.Projection;
using AdaRank.Sampling;
using AdaRank.Transport;

namespace AdaRank.Plugins.Projection;

/// <summary>The projection updaters and moment transports of this package.</summary>
public sealed class ProjectionPlugins : IPluginGroup
{
    private ProjectionPlugins()
    {
    }

    /// <inheritdoc/>
    public static void Register(IPluginRegistrar registrar) => registrar
        .Add<IProjectionUpdater, RandomizedSvdOptions>(
            "randomized-svd", static (services, options) => new RandomizedSvdUpdater(options, GaussiansOf(services)))
        .Add<IProjectionUpdater, NoOptions>("exact-svd", static (_, _) => new ExactSvdUpdater())
        .Add<IMomentTransport, NoOptions>("rotate", static (_, _) => new RotateTransport())
        .Add<IMomentTransport, LinearTransportOptions>("linear", static (_, options) => new LinearTransport(options))
        .Add<IMomentTransport, NoOptions>("square", static (_, _) => new SquareTransport())
        .Add<IMomentTransport, NoOptions>("reset", static (_, _) => new ResetTransport())
        .Add<IMomentTransport, NoOptions>("keep", static (_, _) => new KeepTransport());

    private static IGaussianSource GaussiansOf(IServiceProvider services) =>
        (IGaussianSource?)services.GetService(typeof(IGaussianSource))
        ?? throw new InvalidOperationException("No IGaussianSource is registered: call AddAdaRank, or register one.");
}
