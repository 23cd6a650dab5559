using AdaRank.Banks;

namespace AdaRank.Optimization.Takeover;

/// <summary>Matrices of one rank with the device bank that holds their basis and state.</summary>
/// <param name="rank">r.</param>
/// <param name="members">The matrices, in the order of the bank.</param>
/// <param name="bank">What holds them; owned from here on.</param>
internal sealed class DeviceBucket(int rank, IReadOnlyList<MatrixState> members, IDeviceBank bank) : IDisposable
{
    public int Rank { get; } = rank;

    public IReadOnlyList<MatrixState> Members { get; } = members;

    public IDeviceBank Bank { get; } = bank;

    /// <summary>Where a matrix stands; -1 if it is in another bucket.</summary>
    public int IndexOf(MatrixState matrix)
    {
        for (var index = 0; index < Members.Count; index++)
        {
            if (ReferenceEquals(Members[index], matrix))
            {
                return index;
            }
        }

        return -1;
    }

    public void Dispose() => Bank.Dispose();
}
