using AdaRank.Plugins.Rank.Interval;

namespace AdaRank.Plugins.Rank.Convergence;

/// <summary>Options of <see cref="ConvergenceTrigger"/>.</summary>
public sealed partial class ConvergenceOptions : IPluginOptions
{
    /// <summary>T, steps after which a refresh is due in any case; 0 for never.</summary>
    /// <value>200 (method.md eq. 6.2).</value>
    [Tunable(0, double.PositiveInfinity)]
    public long Interval { get; set; } = 200;

    /// <summary>
    /// σ: converged inside the subspace when ‖Â‖_F ≤ σ, in gradient units; at least 0. Gradients must be unscaled and
    /// averaged, since this bound is absolute.
    /// </summary>
    /// <value>1e-4 (method.md eq. 6.4).</value>
    [Tunable(0, double.PositiveInfinity)]
    public double ConvergedNorm { get; set; } = 1e-4;

    /// <summary>
    /// σ_rel: the gradient has left the subspace when ‖Â‖² ≤ σ_rel ‖A‖²; a share in [0, 1], 0 is off. Scale-free.
    /// </summary>
    /// <value>0 (method.md eq. 6.4).</value>
    [Tunable(0, 1)]
    public double CapturedShare { get; set; }

    /// <summary>T_min, steps that must lie between two refreshes by convergence; at least 1.</summary>
    /// <value>10, as method.md recommends with eq. 6.3, where 1 is the paper's.</value>
    [Tunable(1, double.PositiveInfinity)]
    public long MinimumInterval { get; set; } = 10;

    /// <inheritdoc/>
    public void Validate()
    {
        Rhythm.Check(Interval, MinimumInterval);
        if (!(ConvergedNorm >= 0) || double.IsInfinity(ConvergedNorm))
        {
            throw new InvalidSettingException("converged norm", ConvergedNorm, "use a finite norm of at least 0, for example 1e-4");
        }

        if (CapturedShare is not (>= 0 and <= 1))
        {
            throw new InvalidSettingException("captured share", CapturedShare, "use a share from 0 (off) to 1");
        }
    }
}
