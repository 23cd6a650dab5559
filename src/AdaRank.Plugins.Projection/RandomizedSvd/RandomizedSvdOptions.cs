using AdaRank.Plugins.Projection.LinearAlgebra;

namespace AdaRank.Plugins.Projection.RandomizedSvd;

/// <summary>Options of <see cref="RandomizedSvdUpdater"/>.</summary>
public sealed partial class RandomizedSvdOptions : IPluginOptions
{
    /// <summary>p, sketch columns beyond the highest rank; at least 0. Null stands for max(4, r_max / 4).</summary>
    /// <value>null (method.md, section 3).</value>
    [Tunable(0, double.PositiveInfinity)]
    public int? Oversampling { get; set; }

    /// <summary>q, power iterations, each with two re-orthonormalisations; at least 0.</summary>
    /// <value>1 (method.md eq. 3.2).</value>
    [Tunable(0, double.PositiveInfinity)]
    public int PowerIterations { get; set; } = 1;

    /// <summary>Which columns of the range become the basis.</summary>
    /// <value><see cref="BasisKind.Rotated"/>.</value>
    [Tunable]
    public BasisKind Basis { get; set; }

    /// <summary>How the range is made orthonormal.</summary>
    /// <value><see cref="Orthonormalisation.Householder"/>.</value>
    [Tunable]
    public Orthonormalisation Orthonormalisation { get; set; }

    /// <inheritdoc/>
    public void Validate()
    {
        if (Oversampling < 0)
        {
            throw new InvalidSettingException("oversampling", Oversampling, "use at least 0 columns, or leave it out");
        }

        if (PowerIterations < 0)
        {
            throw new InvalidSettingException("power iterations", PowerIterations, "use at least 0");
        }
    }
}
