namespace AdaRank.Banks;

/// <summary>Matrices of one bank that have the same rank. Every step works on a bucket, never on a single matrix.</summary>
/// <param name="shape">What the matrices have in common.</param>
/// <param name="rank">r.</param>
/// <param name="members">The matrices.</param>
public sealed class BucketView(BankShape shape, int rank, IReadOnlyList<BucketMember> members)
{
    /// <summary>What the matrices have in common.</summary>
    public BankShape Shape { get; } = shape;

    /// <summary>r, the rank of all bases here.</summary>
    public int Rank { get; } = rank;

    /// <summary>How many matrices.</summary>
    public int Count => members.Count;

    /// <summary>One of the matrices.</summary>
    /// <param name="index">Which one.</param>
    public BucketMember this[int index] => members[index];
}
