using static TorchSharp.torch;

namespace AdaRank.Banks;

/// <summary>One matrix that is about to get a new basis.</summary>
/// <param name="Name">Checkpoint name of the parameter.</param>
/// <param name="RefreshCount">How many refreshes it has had.</param>
/// <param name="Basis">Q, the basis in use, [d, r]; null before the first refresh. Read only, owned by the bank.</param>
public sealed record BankMember(string Name, long RefreshCount, Tensor? Basis)
{
    /// <summary>t, the step being executed for this matrix, counted from 1.</summary>
    public long Step { get; init; } = 1;

    /// <summary>
    /// M, the first moment in the coordinates of <see cref="Basis"/>, [r, L]; null before the first refresh, or if the step
    /// keeps none. Read only, owned by the bank.
    /// </summary>
    public Tensor? FirstMoment { get; init; }

    /// <summary>c₁ = 1 - β₁^(t-1), by which <see cref="FirstMoment"/> is divided to correct its bias; 0 in the first step.</summary>
    public double FirstMomentCorrection { get; init; }
}
