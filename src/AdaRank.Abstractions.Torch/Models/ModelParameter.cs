using AdaRank.Catalogue;
using TorchSharp.Modules;

namespace AdaRank.Models;

/// <summary>One parameter of a model instance: its checkpoint name, its tensor and how it is trained.</summary>
/// <param name="Name">Checkpoint name, unique in the model, for example <c>model.layers.0.self_attn.q_proj.weight</c>.</param>
/// <param name="Value">The parameter. Owned by its module, which replaces it when it is moved or converted.</param>
/// <param name="Treatment">How the parameter is trained.</param>
/// <param name="Group">Name of its low-rank group; null for any other treatment.</param>
public sealed record ModelParameter(string Name, Parameter Value, ParameterTreatment Treatment, string? Group = null)
{
    /// <summary>What the learning rate is multiplied by for this parameter, finite and at least 0.</summary>
    public double LearningRate { get; init; } = 1;

    /// <summary>What the weight decay is multiplied by for this parameter, finite and at least 0.</summary>
    public double Decay { get; init; } = 1;

    /// <summary>How many leading axes make the rows of the matrix that a low-rank step sees; all others make its columns.</summary>
    public int RowAxes { get; init; } = 1;
}
