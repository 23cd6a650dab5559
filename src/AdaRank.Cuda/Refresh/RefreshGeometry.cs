using System.Globalization;
using AdaRank.Cuda.Blas;

namespace AdaRank.Cuda.Refresh;

/// <summary>The shape of the matrices of a refresh, and how many columns their sketches have.</summary>
/// <remarks>
/// Columns are stored as lines: a sketch is [d, k] and its image under the gradient [L, k], row-major with lines of <see cref="Stride"/>
/// numbers, d the shorter and L the longer side (method.md eq. 2.1, 2.2).
/// </remarks>
internal readonly record struct RefreshGeometry
{
    /// <summary>The most columns of a sketch.</summary>
    public const int MaxWidth = 2048;

    /// <summary>The most columns whose Gram matrix one block keeps in its shared memory.</summary>
    public const int DirectWidth = 160;

    /// <summary>How many columns of a wide Gram matrix are factored at once.</summary>
    public const int FactorBlock = 128;

    private const int Alignment = 8;
    private const int MostFreshColumns = 4;

    /// <summary>Checks and makes a geometry.</summary>
    /// <param name="rows">m.</param>
    /// <param name="columns">n.</param>
    /// <param name="isLeft">Whether the rows are projected; m is then no more than n.</param>
    /// <param name="width">k, columns of a sketch.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public RefreshGeometry(int rows, int columns, bool isLeft, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (isLeft ? rows > columns : columns > rows)
        {
            throw new ArgumentOutOfRangeException(
                nameof(isLeft),
                isLeft,
                string.Create(CultureInfo.InvariantCulture, $"The shorter side of {rows} x {columns} is projected, which is the {(isLeft ? "right" : "left")} one: say {(isLeft ? "false" : "true")}."));
        }

        var highest = Math.Min(MaxWidth, Math.Min(rows, columns));
        if (width < 1 || width > highest)
        {
            throw new ArgumentOutOfRangeException(
                nameof(width),
                width,
                string.Create(CultureInfo.InvariantCulture, $"A sketch of {rows} x {columns} matrices has 1 to {highest} columns: choose one of these."));
        }

        (Rows, Columns, IsLeft, Width) = (rows, columns, isLeft, width);
    }

    /// <summary>m.</summary>
    public int Rows { get; }

    /// <summary>n.</summary>
    public int Columns { get; }

    /// <summary>Whether the rows are projected.</summary>
    public bool IsLeft { get; }

    /// <summary>k.</summary>
    public int Width { get; }

    /// <summary>d.</summary>
    public int ShortSide => Math.Min(Rows, Columns);

    /// <summary>L.</summary>
    public int LongSide => Math.Max(Rows, Columns);

    /// <summary>Numbers from one line of k columns to the next.</summary>
    public int Stride => (Width + Alignment - 1) / Alignment * Alignment;

    /// <summary>Numbers from one k × k matrix to the next.</summary>
    public long SquareCount => (long)Width * Stride;

    /// <summary>Whether k × k problems are solved by one block each.</summary>
    public bool IsDirect => Width <= DirectWidth;

    /// <summary>
    /// How many columns of a warm start are drawn afresh: without any, a direction orthogonal to the old basis never enters
    /// (method.md, section 10). None where the block spans all directions, and at most half of a narrow one.
    /// </summary>
    public int FreshColumns => Width == ShortSide ? 0 : Math.Min(MostFreshColumns, Width / 2);

    /// <summary>Rounding errors of a Gram matrix with ones on its diagonal, with a margin: the shift of a Cholesky factorisation.</summary>
    public float Noise => 4 * Width * 5.96e-8f;

    /// <summary>Y = AᵀQ, [L, k] = [L, d] [d, k]: A is the table of Q, B of G, C of Y.</summary>
    public GemmShape ToLongSide
        => new(BlasOperation.None, IsLeft ? BlasOperation.Transpose : BlasOperation.None, Width, LongSide, ShortSide, Stride, Columns, Stride);

    /// <summary>Z = AY, [d, k] = [d, L] [L, k]: A is the table of Y, B of G, C of Z.</summary>
    public GemmShape ToShortSide
        => new(BlasOperation.None, IsLeft ? BlasOperation.None : BlasOperation.Transpose, Width, ShortSide, LongSide, Stride, Columns, Stride);

    /// <summary>S = ZᵀZ of lines of k numbers.</summary>
    /// <param name="lines">How many lines.</param>
    public GemmShape Gram(int lines) => Lines(Width, Width, lines, transposeLeft: true);

    /// <summary>Lines of k numbers times a k × k matrix.</summary>
    /// <param name="lines">How many lines.</param>
    public GemmShape Rotation(int lines) => Lines(lines, Width, Width);

    /// <summary>A product of row-major matrices whose lines are all <see cref="Stride"/> apart; the right factor is A, the left one B.</summary>
    /// <param name="rows">Rows of the product.</param>
    /// <param name="columns">Columns of the product.</param>
    /// <param name="inner">The inner dimension.</param>
    /// <param name="transposeLeft">Whether the left factor is stored as [inner, rows].</param>
    /// <param name="transposeRight">Whether the right factor is stored as [columns, inner].</param>
    public GemmShape Lines(int rows, int columns, int inner, bool transposeLeft = false, bool transposeRight = false)
        => new(
            transposeRight ? BlasOperation.Transpose : BlasOperation.None,
            transposeLeft ? BlasOperation.Transpose : BlasOperation.None,
            columns,
            rows,
            inner,
            Stride,
            Stride,
            Stride);

    /// <summary>Bytes of scratch that one matrix takes during its refresh.</summary>
    /// <param name="gradientBytes">Bytes of an element of G.</param>
    /// <param name="orthonormalisesLongSide">Whether images on the long side are made orthonormal too.</param>
    public long ScratchBytes(int gradientBytes, bool orthonormalisesLongSide)
    {
        var other = orthonormalisesLongSide ? LongSide : ShortSide;
        return ((long)Stride * ((sizeof(float) * ((long)LongSide + other)) + ((long)gradientBytes * LongSide))) + (2 * sizeof(float) * SquareCount);
    }
}
