namespace AdaRank.State;

/// <summary>One tensor of optimizer state per matrix, as plain data.</summary>
/// <param name="Name">Name in checkpoints, unique within the schema, for example <c>m</c>.</param>
/// <param name="Role">What the tensor means.</param>
/// <param name="Rows">First dimension.</param>
/// <param name="Columns">Second dimension.</param>
/// <param name="Decay">β of the exponential mean that the tensor holds, in [0, 1); gives its bias correction.</param>
public sealed record StateSlot(string Name, StateRole Role, StateDimension Rows, StateDimension Columns, double Decay)
{
    /// <summary>How the tensor is stored between steps.</summary>
    public StateEncoding Encoding { get; init; }

    /// <summary>Elements of the tensor.</summary>
    /// <param name="shortSide">d.</param>
    /// <param name="longSide">L.</param>
    /// <param name="rank">r.</param>
    public long Elements(long shortSide, long longSide, long rank) =>
        Length(Rows, shortSide, longSide, rank) * Length(Columns, shortSide, longSide, rank);

    /// <summary>The length of one dimension.</summary>
    /// <param name="dimension">Which one.</param>
    /// <param name="shortSide">d.</param>
    /// <param name="longSide">L.</param>
    /// <param name="rank">r.</param>
    public static long Length(StateDimension dimension, long shortSide, long longSide, long rank) => dimension switch
    {
        StateDimension.Rank => rank,
        StateDimension.ShortSide => shortSide,
        StateDimension.LongSide => longSide,
        _ => 1,
    };
}
