namespace AdaRank.Catalogue;

/// <summary>One line of a parameter catalogue: known when the model is compiled.</summary>
/// <param name="Name">
/// Checkpoint name, for example <c>self_attn.q_proj.weight</c>. Repeated layers stand as one line with <c>*</c> for
/// the index: <c>model.layers.*.self_attn.q_proj.weight</c>.
/// </param>
/// <param name="Shape">Shape expression as the model states it, for example <c>[Width, KvWidth]</c>; rows first.</param>
/// <param name="Treatment">How the parameter is trained.</param>
/// <param name="Group">Name of its low-rank group; null for any other treatment.</param>
public sealed record ParameterEntry(string Name, string Shape, ParameterTreatment Treatment = ParameterTreatment.FullRank, string? Group = null)
{
    private readonly TrainingAspects _stated;

    /// <summary>The line of a parameter that is trained in a low-rank subspace of its gradient.</summary>
    /// <param name="name">Checkpoint name.</param>
    /// <param name="shape">Shape expression as the model states it, rows first.</param>
    /// <param name="group">Name of its low-rank group.</param>
    public ParameterEntry(string name, string shape, string group)
        : this(name, shape, ParameterTreatment.LowRank, group)
    {
    }

    /// <summary>Where the parameter stands in the model class, for example <c>Query.Weight</c> or <c>Blocks.*.Query.Weight</c>.</summary>
    public string Member { get; init; } = "";

    /// <summary>
    /// What decides whether an instance has the parameter, as the model states it: the name of a flag, with <c>!</c> before it
    /// if the flag takes the parameter away; several joined by <c>&amp;</c>. Null if every instance has it.
    /// </summary>
    public string? Condition { get; init; }

    /// <summary>What the learning rate is multiplied by for this parameter, finite and at least 0.</summary>
    public double LearningRate { get; init; } = 1;

    /// <summary>What the weight decay is multiplied by for this parameter, finite and at least 0.</summary>
    public double Decay { get; init; } = 1;

    /// <summary>How many leading axes make the rows of the matrix that a low-rank step sees; all others make its columns.</summary>
    public int RowAxes { get; init; } = 1;

    /// <summary>What the model states about the training; the rest is left to defaults of the models around it.</summary>
    /// <remarks>What differs from the defaults of this type counts as stated.</remarks>
    public TrainingAspects Stated
    {
        get => _stated
            | (Treatment == ParameterTreatment.FullRank ? TrainingAspects.None : TrainingAspects.Treatment)
            | (LearningRate == 1 ? TrainingAspects.None : TrainingAspects.LearningRate)
            | (Decay == 1 ? TrainingAspects.None : TrainingAspects.Decay);
        init => _stated = value;
    }

    /// <summary>Whether two axes or more may be longer than 1, so that there is a matrix for a low-rank step to see.</summary>
    public bool IsMatrix => Shape.Trim('[', ']').Split(',').Count(axis => axis.Trim() is not ("1" or "")) > 1;
}
