namespace AdaRank.Plugins.Projection.InterpolatedPowerIteration;

/// <summary>Options of <see cref="InterpolatedPowerIterationUpdater"/>.</summary>
public sealed partial class InterpolatedPowerIterationOptions : IPluginOptions
{
    /// <summary>ρ, the share of the momentum in what is iterated; the rest is the gradient's. 0 is plain block power iteration.</summary>
    /// <value>0.908 (LDAdam).</value>
    [Tunable(0, 1, ExcludesMaximum = true)]
    public double MomentumShare { get; set; } = 0.908;
}
