namespace AdaRank.Cuda.Refresh;

/// <summary>Where the numbers of each matrix stand in the report of a refresh: k energies, ‖G‖², status, distance from orthonormality.</summary>
internal sealed class ReportLayout
{
    private const int Extras = 3;

    private readonly (int Count, int Width)[] _banks;
    private readonly long[] _starts;

    /// <summary>Lays a report out.</summary>
    /// <param name="banks">How many matrices each bank has in it, and how many columns their sketches have.</param>
    /// <exception cref="ArgumentException">There is none, or a number is not above 0.</exception>
    public ReportLayout(params IReadOnlyList<(int Count, int Width)> banks)
    {
        ArgumentOutOfRangeException.ThrowIfZero(banks.Count, nameof(banks));
        _banks = [.. banks];
        _starts = new long[_banks.Length];
        for (var index = 0; index < _banks.Length; index++)
        {
            var (count, width) = _banks[index];
            if (count < 1 || width < 1)
            {
                throw new ArgumentException($"{nameof(banks)}[{index}] has {count} matrices and {width} columns: both must be at least 1.", nameof(banks));
            }

            _starts[index] = Length;
            Length += (long)count * (width + Extras);
        }
    }

    /// <summary>How many numbers there are.</summary>
    public long Length { get; }

    /// <summary>How many banks there are.</summary>
    public int Banks => _banks.Length;

    /// <summary>How many matrices a bank has.</summary>
    /// <param name="bank">Which bank.</param>
    public int Count(int bank) => _banks[bank].Count;

    /// <summary>How many columns the sketches of a bank have.</summary>
    /// <param name="bank">Which bank.</param>
    public int Width(int bank) => _banks[bank].Width;

    /// <summary>Numbers from one matrix of a bank to the next.</summary>
    /// <param name="bank">Which bank.</param>
    public int Stride(int bank) => _banks[bank].Width + Extras;

    /// <summary>The number at which the energies of a matrix begin.</summary>
    /// <param name="bank">Which bank.</param>
    /// <param name="matrix">Which matrix of it.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bank or matrix.</exception>
    public long Start(int bank, int matrix)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(matrix);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(matrix, _banks[bank].Count);
        return _starts[bank] + ((long)matrix * Stride(bank));
    }
}
