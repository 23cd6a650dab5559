namespace AdaRank.Optimization;

/// <summary>How the matrices of one bank are stepped: all at once by a backend's kernels, or by tensor operations.</summary>
public sealed record BankReport
{
    /// <summary>Their low-rank group.</summary>
    public required string Group { get; init; }

    /// <summary>m.</summary>
    public required long Rows { get; init; }

    /// <summary>n.</summary>
    public required long Columns { get; init; }

    /// <summary>How many matrices.</summary>
    public required int Matrices { get; init; }

    /// <summary>Where they are, for example <c>cuda:0</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The backend that steps them; null if they are stepped by tensor operations.</summary>
    public required string? Backend { get; init; }

    /// <summary>Why no backend steps them; null if one does.</summary>
    public required string? Reason { get; init; }

    /// <summary>All of it in a sentence.</summary>
    public override string ToString()
    {
        var bank = $"{Matrices} of {Rows} x {Columns} in '{Group}' on {Device}";
        return Backend is null ? $"{bank}: by tensor operations, since {Reason}." : $"{bank}: by the kernels of '{Backend}'.";
    }
}
