namespace AdaRank.Plugins.Rank.ByteBudget;

/// <summary>What one more column of a matrix is worth beside one of another matrix.</summary>
public enum GainMeasure
{
    /// <summary>
    /// The share of the matrix's own gradient energy that it captures. Independent of the scale of a gradient, as the steps
    /// of Adam are.
    /// </summary>
    Share = 0,

    /// <summary>The energy that it captures, in squared gradient units: matrices with large gradients get more.</summary>
    Energy,
}
