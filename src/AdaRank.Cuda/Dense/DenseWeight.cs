namespace AdaRank.Cuda.Dense;

/// <summary>What a parameter at full rank is stored in. Its gradient has the type of its weight.</summary>
internal enum DenseWeight
{
    /// <summary>fp32.</summary>
    Float32,

    /// <summary>bf16, rounded stochastically: to nearest, updates below half a unit of the weight would be lost.</summary>
    BFloat16,

    /// <summary>bf16, rounded to nearest from a weight in fp32 that is kept as state: 4 bytes more for each number.</summary>
    BFloat16WithMaster,
}
