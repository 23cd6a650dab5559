namespace AdaRank.Cuda.Refresh;

/// <summary>What a refresh found, on the host.</summary>
/// <param name="layout">Where the numbers stand.</param>
/// <param name="numbers">The numbers, as they came from the device.</param>
internal sealed class RefreshResults(ReportLayout layout, double[] numbers)
{
    /// <summary>In Gram matrices of fp32, singular values below a thousandth of the largest are rounding noise (method.md, section 10).</summary>
    private const double NoiseShare = 1e-3;

    /// <summary>Squared singular values of a matrix inside its sketch, descending, [k].</summary>
    /// <param name="bank">Which bank.</param>
    /// <param name="matrix">Which matrix of it.</param>
    public Span<double> Energies(int bank, int matrix) => numbers.AsSpan((int)layout.Start(bank, matrix), layout.Width(bank));

    /// <summary>‖G‖² of a matrix; NaN or Inf where G is not finite.</summary>
    /// <param name="bank">Which bank.</param>
    /// <param name="matrix">Which matrix of it.</param>
    public double TotalEnergy(int bank, int matrix) => numbers[layout.Start(bank, matrix) + layout.Width(bank)];

    /// <summary>What happened to a matrix.</summary>
    /// <param name="bank">Which bank.</param>
    /// <param name="matrix">Which matrix of it.</param>
    public RefreshStatus Status(int bank, int matrix) => (RefreshStatus)(int)numbers[layout.Start(bank, matrix) + layout.Width(bank) + 1];

    /// <summary>The largest |QᵀQ - I| as the device measured it in fp32.</summary>
    /// <param name="bank">Which bank.</param>
    /// <param name="matrix">Which matrix of it.</param>
    public double OrthonormalityError(int bank, int matrix) => numbers[layout.Start(bank, matrix) + layout.Width(bank) + 2];

    /// <summary>How many directions are more than rounding noise, at least 1 (method.md eq. 3.5).</summary>
    /// <param name="bank">Which bank.</param>
    /// <param name="matrix">Which matrix of it.</param>
    public int NumericalRank(int bank, int matrix)
    {
        var energies = Energies(bank, matrix);
        var threshold = NoiseShare * NoiseShare * energies[0];
        var count = 1;
        while (count < energies.Length && energies[count] > threshold)
        {
            count++;
        }

        return count;
    }

    /// <summary>Whether a matrix has a basis that may be used.</summary>
    /// <param name="bank">Which bank.</param>
    /// <param name="matrix">Which matrix of it.</param>
    public bool IsUsable(int bank, int matrix) => (Status(bank, matrix) & (RefreshStatus.NotFinite | RefreshStatus.NotOrthonormal)) == 0;

    /// <summary>Replaces what is known of a matrix.</summary>
    /// <param name="bank">Which bank.</param>
    /// <param name="matrix">Which matrix of it.</param>
    /// <param name="energies">Squared singular values, descending, [k].</param>
    /// <param name="status">What happened.</param>
    /// <param name="error">The largest |QᵀQ - I|.</param>
    public void Replace(int bank, int matrix, ReadOnlySpan<double> energies, RefreshStatus status, double error)
    {
        energies.CopyTo(Energies(bank, matrix));
        var start = layout.Start(bank, matrix) + layout.Width(bank);
        (numbers[start + 1], numbers[start + 2]) = ((int)status, error);
    }
}
