namespace AdaRank.Plugins.Steps.AdamMini;

/// <summary>What shares one second moment in Adam-mini.</summary>
public enum AdamMiniBlocks
{
    /// <summary>Each row of a weight: an output neuron, or a token of an embedding. A vector is one block.</summary>
    Rows = 0,

    /// <summary>The whole parameter.</summary>
    Parameter,
}
