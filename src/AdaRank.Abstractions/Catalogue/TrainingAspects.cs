namespace AdaRank.Catalogue;

/// <summary>What can be said about the training of a parameter.</summary>
[Flags]
public enum TrainingAspects
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>How it is trained: in full, in a low-rank subspace, or not at all.</summary>
    Treatment = 1,

    /// <summary>What the learning rate is multiplied by.</summary>
    LearningRate = 2,

    /// <summary>What the weight decay is multiplied by.</summary>
    Decay = 4,
}
