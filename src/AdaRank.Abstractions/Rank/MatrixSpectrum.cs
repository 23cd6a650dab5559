namespace AdaRank.Rank;

/// <summary>What a policy that decides for many matrices knows of one of them. Numbers only.</summary>
public sealed record MatrixSpectrum
{
    /// <summary>Checkpoint name of the parameter.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it gets a new rank in this step. One that does not only takes its share of a budget.</summary>
    public required bool IsDue { get; init; }

    /// <summary>The rank in use until now; 0 before the first refresh.</summary>
    public required int CurrentRank { get; init; }

    /// <summary>Energy that each candidate column captures, descending, in squared gradient units; empty if it is not due.</summary>
    public required ReadOnlyMemory<double> Energies { get; init; }

    /// <summary>‖A‖_F² of the gradient, in squared gradient units; 0 if it is not due.</summary>
    public required double TotalEnergy { get; init; }

    /// <summary>The ranks to choose from; those of the group if it is not due.</summary>
    public required RankBounds Bounds { get; init; }

    /// <summary>Bytes of state that each unit of rank costs: a column of the basis and a row of each moment.</summary>
    public required long BytesPerRank { get; init; }

    /// <summary>The step about to be executed, counted from 1.</summary>
    public required long Step { get; init; }
}
