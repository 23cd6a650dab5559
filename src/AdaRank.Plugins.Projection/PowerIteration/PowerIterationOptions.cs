using AdaRank.Plugins.Projection.LinearAlgebra;

namespace AdaRank.Plugins.Projection.PowerIteration;

/// <summary>Options of <see cref="PowerIterationUpdater"/>.</summary>
public sealed partial class PowerIterationOptions : IPluginOptions
{
    /// <summary>
    /// p, columns beyond the highest rank, drawn afresh at each refresh; at least 4, or a direction that the old basis does not
    /// hold can never enter. Null stands for max(4, r_max / 4).
    /// </summary>
    /// <value>null (method.md, section 10).</value>
    [Tunable(4, double.PositiveInfinity)]
    public int? Oversampling { get; set; }

    /// <summary>q, iterations after the first, each with two orthonormalisations.</summary>
    /// <value>0: the old basis stands for the iterations of earlier refreshes.</value>
    [Tunable(0, double.PositiveInfinity)]
    public int ExtraIterations { get; set; }

    /// <summary>How blocks are made orthonormal.</summary>
    /// <value><see cref="LinearAlgebra.Orthonormalisation.Householder"/>.</value>
    [Tunable]
    public Orthonormalisation Orthonormalisation { get; set; }
}
