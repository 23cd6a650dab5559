namespace AdaRank.Cuda.Banks;

/// <summary>How moments are stored between two steps.</summary>
internal enum MomentEncoding
{
    /// <summary>fp32.</summary>
    Float32,

    /// <summary>bf16, rounded stochastically: to nearest, a second moment would never decay.</summary>
    BFloat16,

    /// <summary>8 bits by a dynamic code, scaled by the largest magnitude of a block of 256, rounded stochastically.</summary>
    Blockwise8Bit,
}
