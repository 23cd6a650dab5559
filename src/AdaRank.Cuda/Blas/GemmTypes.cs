namespace AdaRank.Cuda.Blas;

/// <summary>The types in a product <c>C = alpha A B + beta C</c>.</summary>
/// <param name="Factors">The type of A and B.</param>
/// <param name="Product">The type of C.</param>
internal readonly record struct GemmTypes(BlasType Factors, BlasType Product)
{
    /// <summary>fp32 throughout.</summary>
    public static GemmTypes Float32 { get; } = new(BlasType.Float32, BlasType.Float32);

    /// <summary>fp64 throughout.</summary>
    public static GemmTypes Float64 { get; } = new(BlasType.Float64, BlasType.Float64);

    /// <summary>bf16 throughout, summed in fp32.</summary>
    public static GemmTypes BFloat16 { get; } = new(BlasType.BFloat16, BlasType.BFloat16);

    /// <summary>bf16 factors, and their product as it was summed.</summary>
    public static GemmTypes BFloat16ToFloat32 { get; } = new(BlasType.BFloat16, BlasType.Float32);

    /// <summary>What the products are summed in, and the type of alpha and beta.</summary>
    public BlasComputeType Compute => Factors == BlasType.Float64 ? BlasComputeType.Float64 : BlasComputeType.Float32;

    /// <summary>alpha or beta as cuBLAS reads it: in the type of the sums, from its lowest byte.</summary>
    /// <param name="value">The number.</param>
    /// <param name="parameter">What the caller calls it.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite in that type.</exception>
    public ulong ScaleBits(double value, string parameter)
    {
        var isDouble = Compute == BlasComputeType.Float64;
        if (!double.IsFinite(value) || (!isDouble && !float.IsFinite((float)value)))
        {
            throw new ArgumentOutOfRangeException(
                parameter, value, $"{parameter} must be finite as {(isDouble ? "fp64" : "fp32")}: it would turn elements into NaN or infinity.");
        }

        return isDouble ? BitConverter.DoubleToUInt64Bits(value) : BitConverter.SingleToUInt32Bits((float)value);
    }

    /// <summary>Checks that cuBLAS has such a product.</summary>
    /// <param name="parameter">What the caller calls the types.</param>
    /// <exception cref="ArgumentException">It has none.</exception>
    public void Check(string parameter)
    {
        var isThere = (Factors, Product) is
            (BlasType.Float32, BlasType.Float32) or
            (BlasType.Float64, BlasType.Float64) or
            (BlasType.BFloat16, BlasType.BFloat16) or
            (BlasType.BFloat16, BlasType.Float32) or
            (BlasType.Float16, BlasType.Float16) or
            (BlasType.Float16, BlasType.Float32);
        if (!isThere)
        {
            throw new ArgumentException(
                $"{parameter} is {Factors} giving {Product}, and cuBLAS has no such product: use fp32, fp64, bf16 or fp16 throughout, or bf16 or fp16 giving fp32.",
                parameter);
        }
    }
}
