using System.Globalization;

namespace AdaRank.Cuda.Banks;

/// <summary>Shape and rank that all matrices of a bank share, and how their state lies in memory.</summary>
/// <remarks>
/// Bases are [d, r] and moments [L, r], row-major, with d the shorter and L the longer side: so a line of either is what one
/// element of the product needs, whichever side is projected. Lines are padded with zeros to <see cref="Stride"/> numbers,
/// for storage alone: a zero column changes no product and its moments stay zero.
/// </remarks>
internal readonly record struct BankGeometry
{
    /// <summary>Lines of bf16 are padded to 16 bytes, the unit of a copy to shared memory.</summary>
    private const int Alignment = 8;

    /// <summary>The largest rank of a bank.</summary>
    public const int MaxRank = 2048;

    /// <summary>Checks and makes a geometry.</summary>
    /// <param name="rows">m.</param>
    /// <param name="columns">n.</param>
    /// <param name="rank">r.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1, or the rank above both its limits.</exception>
    public BankGeometry(int rows, int columns, int rank)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        var highest = Math.Min(MaxRank, Math.Min(rows, columns));
        if (rank < 1 || rank > highest)
        {
            throw new ArgumentOutOfRangeException(
                nameof(rank),
                rank,
                string.Create(CultureInfo.InvariantCulture, $"The rank of a bank of {rows} x {columns} matrices must be 1 to {highest}: choose one of these."));
        }

        (Rows, Columns, Rank) = (rows, columns, rank);
    }

    /// <summary>m.</summary>
    public int Rows { get; }

    /// <summary>n.</summary>
    public int Columns { get; }

    /// <summary>r.</summary>
    public int Rank { get; }

    /// <summary>Whether the rows are projected: m is less than n (method.md eq. 2.1). A square matrix is projected from the right.</summary>
    public bool IsLeft => Rows < Columns;

    /// <summary>d, the length of the projected side.</summary>
    public int ShortSide => Math.Min(Rows, Columns);

    /// <summary>L, the length of the other side.</summary>
    public int LongSide => Math.Max(Rows, Columns);

    /// <summary>Numbers from one line of basis or moments to the next: r, rounded up to whole units of a copy.</summary>
    public int Stride => (Rank + Alignment - 1) / Alignment * Alignment;

    /// <summary>Numbers of one moment of one matrix, padding included.</summary>
    public long MomentCount => (long)LongSide * Stride;
}
