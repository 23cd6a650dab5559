namespace AdaRank.Rank;

/// <summary>What a rank policy may know of one matrix at a refresh. Numbers only.</summary>
public readonly ref struct RankObservation
{
    /// <summary>Energy that each candidate column captures, s_i², descending, in squared gradient units (eq. 3.3).</summary>
    public required ReadOnlySpan<double> Energies { get; init; }

    /// <summary>‖A‖_F² of the whole gradient, in squared gradient units; positive and finite.</summary>
    public required double TotalEnergy { get; init; }

    /// <summary>The ranks to choose from, already clamped to the sketch width and the numerical rank.</summary>
    public required RankBounds Bounds { get; init; }

    /// <summary>d, the smaller side of the matrix.</summary>
    public long ShortSide { get; init; }

    /// <summary>The rank in use until now; 0 before the first refresh.</summary>
    public int CurrentRank { get; init; }

    /// <summary>The step about to be executed, counted from 1.</summary>
    public long Step { get; init; }
}
