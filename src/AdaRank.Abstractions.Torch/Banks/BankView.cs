namespace AdaRank.Banks;

/// <summary>The matrices of a bank whose bases are due.</summary>
/// <param name="shape">What the matrices have in common.</param>
/// <param name="members">The matrices.</param>
public sealed class BankView(BankShape shape, IReadOnlyList<BankMember> members)
{
    /// <summary>What the matrices have in common.</summary>
    public BankShape Shape { get; } = shape;

    /// <summary>How many matrices.</summary>
    public int Count => members.Count;

    /// <summary>One of the matrices.</summary>
    /// <param name="index">Which one.</param>
    public BankMember this[int index] => members[index];
}
