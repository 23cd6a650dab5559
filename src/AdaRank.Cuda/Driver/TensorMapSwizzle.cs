namespace AdaRank.Cuda.Driver;

/// <summary>How a box is laid out in shared memory, numbered as <c>CUtensorMapSwizzle</c>.</summary>
internal enum TensorMapSwizzle
{
    /// <summary>One line after the other.</summary>
    None = 0,

    /// <summary>In lines of 128 bytes, whose eight parts change places by the number of the line.</summary>
    Bytes128 = 3,
}
