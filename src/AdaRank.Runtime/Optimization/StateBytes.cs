namespace AdaRank.Optimization;

/// <summary>
/// Optimizer state in bytes: what the formulas say, and what the tensors' storages really take. Copies of bf16 weights in fp32 are state,
/// too (<see cref="WeightPrecision.MasterWeights"/>).
/// </summary>
/// <param name="LowRank">Bases and moments of projected matrices, by the formula of method.md, section 9.</param>
/// <param name="LowRankAllocated">The same, summed over the storages that are allocated.</param>
/// <param name="FullRank">Moments of all other parameters, by the formula.</param>
/// <param name="FullRankAllocated">The same, summed over the storages that are allocated.</param>
public readonly record struct StateBytes(long LowRank, long LowRankAllocated, long FullRank, long FullRankAllocated)
{
    /// <summary>All state by the formulas.</summary>
    public long Total => LowRank + FullRank;

    /// <summary>All state that is allocated.</summary>
    public long TotalAllocated => LowRankAllocated + FullRankAllocated;
}
