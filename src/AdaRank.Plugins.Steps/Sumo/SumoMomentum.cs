namespace AdaRank.Plugins.Steps.Sumo;

/// <summary>How <see cref="SumoStep"/> takes a gradient into its moment. The direction is the same; the moment's size is not.</summary>
public enum SumoMomentum
{
    /// <summary>M ← μ M + Â.</summary>
    Sum = 0,

    /// <summary>M ← μ M + (1 - μ) Â.</summary>
    Mean,
}
