namespace AdaRank.Plugins.Projection.GoLore;

/// <summary>Options of <see cref="GoLoreUpdater"/>.</summary>
public sealed partial class GoLoreOptions : IPluginOptions
{
    /// <summary>The last step whose refresh still takes singular vectors; 0 for none.</summary>
    /// <value>
    /// 5000, half of the 10,000 steps of GaLore's smallest pretraining run: the paper switches after a share of the run, often half,
    /// which a plugin cannot know.
    /// </value>
    [Tunable(0, double.PositiveInfinity)]
    public long SwitchStep { get; set; } = 5000;
}
