namespace AdaRank.Plugins.Projection.Geodesic;

/// <summary>Options of <see cref="GeodesicUpdater"/>.</summary>
public sealed partial class GeodesicOptions : IPluginOptions
{
    /// <summary>The angle turned per unit of slope, in radians by inverse squared gradient units: it depends on the loss' scale.</summary>
    /// <value>10000, of the published pretraining command, whose gradients are small.</value>
    [Tunable(0, double.PositiveInfinity, ExcludesMinimum = true)]
    public double StepSize { get; set; } = 10_000;

    /// <summary>The largest angle of one refresh, in radians. Beyond a right angle a turn undoes itself.</summary>
    /// <value>π/2: the direction that is left has then been replaced altogether.</value>
    [Tunable(0, 1.5707963267948966, ExcludesMinimum = true)]
    public double LargestAngle { get; set; } = 1.5707963267948966;
}
