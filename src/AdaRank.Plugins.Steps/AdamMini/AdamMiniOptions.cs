namespace AdaRank.Plugins.Steps.AdamMini;

/// <summary>Options of <see cref="AdamMiniStep"/>.</summary>
public sealed partial class AdamMiniOptions : AdamOptions
{
    /// <summary>What shares one second moment.</summary>
    /// <value><see cref="AdamMiniBlocks.Rows"/>, the paper's choice for MLP, value and output weights, embeddings and heads.</value>
    [Tunable]
    public AdamMiniBlocks Blocks { get; set; }
}
