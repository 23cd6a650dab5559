namespace AdaRank.Plugins.Projection.OnlineDescent;

/// <summary>Options of <see cref="OnlineDescentUpdater"/>.</summary>
public sealed partial class OnlineDescentOptions : IPluginOptions
{
    /// <summary>The rate at which the basis moves, before it is scaled as the learning rate's schedule stands.</summary>
    /// <value>0.005 = 1/T for the 200 steps between GaLore's refreshes (method.md, section 7.7).</value>
    [Tunable(0, double.PositiveInfinity, ExcludesMinimum = true)]
    public double Rate { get; set; } = 0.005;

    /// <summary>λ, the weight of ‖PᵀP - I‖² in the loss.</summary>
    /// <value>0, as published.</value>
    [Tunable(0, double.PositiveInfinity)]
    public double Penalty { get; set; }

    /// <summary>How the basis follows the slope.</summary>
    /// <value><see cref="DescentMethod.Adam"/>.</value>
    [Tunable]
    public DescentMethod Method { get; set; }
}
