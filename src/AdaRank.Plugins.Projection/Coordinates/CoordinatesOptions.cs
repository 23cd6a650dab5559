namespace AdaRank.Plugins.Projection.Coordinates;

/// <summary>Options of <see cref="CoordinatesUpdater"/>.</summary>
public sealed partial class CoordinatesOptions : IPluginOptions
{
    /// <summary>Whether rows are drawn from the seed instead of chosen by their energy.</summary>
    /// <value>false.</value>
    [Tunable]
    public bool Random { get; set; }
}
