namespace AdaRank.Cuda.Banks;

/// <summary>What weights and gradients of a bank are made of.</summary>
internal enum WeightType
{
    /// <summary>bf16; updates are rounded stochastically, or the small ones would be lost.</summary>
    BFloat16,

    /// <summary>fp32; basis, projected gradient and direction are fp32 as well.</summary>
    Float32,
}
