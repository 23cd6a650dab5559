namespace AdaRank.Cuda.Blas;

/// <summary>Which short cuts are allowed, numbered as <c>cublasMath_t</c>.</summary>
internal enum BlasMathMode
{
    /// <summary>Tensor cores where they change nothing but the order of sums; fp32 stays fp32.</summary>
    Default = 0,

    /// <summary>fp32 factors are rounded to the ten bits of TF32.</summary>
    TF32 = 3,
}
