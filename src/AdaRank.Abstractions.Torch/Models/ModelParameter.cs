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
    private readonly TrainingAspects _stated;

    /// <summary>The parameter of an instance that a line of its class's catalogue stands for.</summary>
    /// <param name="entry">The line; the name is taken as it is.</param>
    /// <param name="value">The parameter.</param>
    public ModelParameter(ParameterEntry entry, Parameter value)
        : this((entry ?? throw new ArgumentNullException(nameof(entry))).Name, value, entry.Treatment, entry.Group)
    {
        (LearningRate, Decay, RowAxes, _stated) = (entry.LearningRate, entry.Decay, entry.RowAxes, entry.Stated);
    }

    /// <summary>What the learning rate is multiplied by for this parameter, finite and at least 0.</summary>
    public double LearningRate { get; init; } = 1;

    /// <summary>What the weight decay is multiplied by for this parameter, finite and at least 0.</summary>
    public double Decay { get; init; } = 1;

    /// <summary>How many leading axes make the rows of the matrix that a low-rank step sees; all others make its columns.</summary>
    public int RowAxes { get; init; } = 1;

    /// <summary>What the model states about the training, as in <see cref="ParameterEntry.Stated"/>.</summary>
    public TrainingAspects Stated
    {
        get => _stated
            | (Treatment == ParameterTreatment.FullRank ? TrainingAspects.None : TrainingAspects.Treatment)
            | (LearningRate == 1 ? TrainingAspects.None : TrainingAspects.LearningRate)
            | (Decay == 1 ? TrainingAspects.None : TrainingAspects.Decay);
        init => _stated = value;
    }

    /// <summary>This parameter as it stands inside a larger model.</summary>
    /// <param name="path">Where its model stands in checkpoints of the larger one, for example <c>model.layers.3</c>.</param>
    /// <param name="rule">What the larger model says about the training of its parameters; null if nothing.</param>
    public ModelParameter Under(string path, TrainingRule? rule = null)
    {
        var aspects = rule?.AspectsFor(Stated, Value.shape.Count(length => length > 1) > 1) ?? TrainingAspects.None;
        return this with
        {
            Name = $"{path}.{Name}",
            Treatment = aspects.HasFlag(TrainingAspects.Treatment) ? rule!.Treatment!.Value : Treatment,
            Group = aspects.HasFlag(TrainingAspects.Treatment) ? rule!.Group : Group,
            LearningRate = aspects.HasFlag(TrainingAspects.LearningRate) ? rule!.LearningRate!.Value : LearningRate,
            Decay = aspects.HasFlag(TrainingAspects.Decay) ? rule!.Decay!.Value : Decay,
            Stated = Stated | aspects,
        };
    }
}
