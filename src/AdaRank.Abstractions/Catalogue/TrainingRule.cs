namespace AdaRank.Catalogue;

/// <summary>What a model says about all parameters of a model inside it. Made by generated code.</summary>
public sealed record TrainingRule
{
    /// <summary>How the parameters are trained; null to say nothing. <see cref="ParameterTreatment.LowRank"/> speaks of matrices only.</summary>
    public ParameterTreatment? Treatment { get; init; }

    /// <summary>Name of the low-rank group; null for any other treatment.</summary>
    public string? Group { get; init; }

    /// <summary>What the learning rate is multiplied by, finite and at least 0; null to say nothing.</summary>
    public double? LearningRate { get; init; }

    /// <summary>What the weight decay is multiplied by, finite and at least 0; null to say nothing.</summary>
    public double? Decay { get; init; }

    /// <summary>The parts of this rule that give way to what the inner model states, since they are defaults of a class.</summary>
    public TrainingAspects Defaults { get; init; }

    /// <summary>The line of a catalogue as this rule leaves it.</summary>
    /// <param name="entry">A line of the inner model's catalogue.</param>
    public ParameterEntry Apply(ParameterEntry entry)
    {
        var aspects = AspectsFor(entry.Stated, entry.IsMatrix);
        return aspects == TrainingAspects.None ? entry : entry with
        {
            Treatment = aspects.HasFlag(TrainingAspects.Treatment) ? Treatment!.Value : entry.Treatment,
            Group = aspects.HasFlag(TrainingAspects.Treatment) ? Group : entry.Group,
            LearningRate = aspects.HasFlag(TrainingAspects.LearningRate) ? LearningRate!.Value : entry.LearningRate,
            Decay = aspects.HasFlag(TrainingAspects.Decay) ? Decay!.Value : entry.Decay,
            Stated = entry.Stated | aspects,
        };
    }

    /// <summary>Which of its parts hold for a parameter.</summary>
    /// <param name="stated">What the inner model states about the parameter.</param>
    /// <param name="isMatrix">Whether the parameter is a matrix.</param>
    public TrainingAspects AspectsFor(TrainingAspects stated, bool isMatrix)
    {
        var said = TrainingAspects.None;
        if (Treatment is { } treatment && (isMatrix || treatment != ParameterTreatment.LowRank))
        {
            said |= TrainingAspects.Treatment;
        }

        said |= LearningRate is null ? TrainingAspects.None : TrainingAspects.LearningRate;
        said |= Decay is null ? TrainingAspects.None : TrainingAspects.Decay;
        return said & ~(Defaults & stated);
    }
}
