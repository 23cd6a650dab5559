namespace AdaRank.Catalogue;

/// <summary>One line of a parameter catalogue: known when the model is compiled.</summary>
/// <param name="Name">
/// Checkpoint name, for example <c>self_attn.q_proj.weight</c>. Repeated layers stand as one line with <c>*</c> for
/// the index: <c>model.layers.*.self_attn.q_proj.weight</c>.
/// </param>
/// <param name="Shape">Shape expression as the model states it, for example <c>[Width, KvWidth]</c>; rows first.</param>
/// <param name="Treatment">How the parameter is trained.</param>
/// <param name="Group">Name of its low-rank group; null for any other treatment.</param>
public sealed record ParameterEntry(string Name, string Shape, ParameterTreatment Treatment, string? Group = null)
{
    /// <summary>Where the parameter stands in the model class, for example <c>Query.Weight</c> or <c>Blocks.*.Query.Weight</c>.</summary>
    public string Member { get; init; } = "";

    /// <summary>What the learning rate is multiplied by for this parameter, finite and at least 0.</summary>
    public double LearningRate { get; init; } = 1;

    /// <summary>What the weight decay is multiplied by for this parameter, finite and at least 0.</summary>
    public double Decay { get; init; } = 1;

    /// <summary>How many leading axes make the rows of the matrix that a low-rank step sees; all others make its columns.</summary>
    public int RowAxes { get; init; } = 1;
}
