using System.Globalization;

namespace AdaRank.Cuda.Blas;

/// <summary>Shapes and layouts in a product <c>C[m,n] = alpha op(A)[m,k] op(B)[k,n] + beta C</c> of column-major matrices.</summary>
/// <param name="OpA">How A enters.</param>
/// <param name="OpB">How B enters.</param>
/// <param name="M">Rows of C.</param>
/// <param name="N">Columns of C.</param>
/// <param name="K">The inner dimension.</param>
/// <param name="StrideA">Elements from one column of A to the next.</param>
/// <param name="StrideB">Elements from one column of B to the next.</param>
/// <param name="StrideC">Elements from one column of C to the next.</param>
/// <remarks>
/// Tensors are row-major, and a row-major matrix is its column-major transpose. <see cref="RowMajor"/> makes the shape of a
/// product of row-major matrices; its factors then change places: the right one is A, the left one B.
/// </remarks>
internal readonly record struct GemmShape(BlasOperation OpA, BlasOperation OpB, int M, int N, int K, int StrideA, int StrideB, int StrideC)
{
    /// <summary>The shape of <c>product[rows, columns] = op(left)[rows, inner] op(right)[inner, columns]</c> of contiguous row-major matrices.</summary>
    /// <param name="rows">Rows of the product.</param>
    /// <param name="columns">Columns of the product.</param>
    /// <param name="inner">The inner dimension.</param>
    /// <param name="transposeLeft">Whether the left factor is stored as [inner, rows].</param>
    /// <param name="transposeRight">Whether the right factor is stored as [columns, inner].</param>
    /// <returns>The shape, in which A is the <b>right</b> factor and B the <b>left</b> one.</returns>
    public static GemmShape RowMajor(int rows, int columns, int inner, bool transposeLeft = false, bool transposeRight = false)
        => new(
            transposeRight ? BlasOperation.Transpose : BlasOperation.None,
            transposeLeft ? BlasOperation.Transpose : BlasOperation.None,
            M: columns,
            N: rows,
            K: inner,
            StrideA: transposeRight ? inner : columns,
            StrideB: transposeLeft ? rows : inner,
            StrideC: columns);

    /// <summary>Checks that the numbers describe matrices.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One does not.</exception>
    public void Check()
    {
        CheckDimension(nameof(M), M);
        CheckDimension(nameof(N), N);
        CheckDimension(nameof(K), K);
        CheckStride(nameof(StrideA), StrideA, OpA == BlasOperation.None ? M : K);
        CheckStride(nameof(StrideB), StrideB, OpB == BlasOperation.None ? K : N);
        CheckStride(nameof(StrideC), StrideC, M);
    }

    // Names of the properties, not of a parameter of the caller's: they are what is to be changed.
    private static void CheckDimension(string name, int value)
    {
        if (value < 1)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} of a product must be at least 1: leave out products of empty matrices.");
        }
    }

    private static void CheckStride(string name, int value, int lowest)
    {
        if (value < lowest)
        {
            throw new ArgumentOutOfRangeException(
                name,
                value,
                string.Create(CultureInfo.InvariantCulture, $"{name} must be at least {lowest}, the length of a stored column: columns would overlap."));
        }
    }
}
