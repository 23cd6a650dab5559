using AdaRank.Banks;
using AdaRank.Rank;
using AdaRank.Refresh;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>Lets policies that decide for many matrices at once do so, before any matrix is changed.</summary>
/// <remarks>
/// Each matrix that is due is sketched here for its spectrum and once more at its refresh: to keep the candidates of all matrices
/// would take more memory than their bases do.
/// </remarks>
internal static class PooledRanks
{
    private const int BytesProbe = 1024;

    private static readonly Dictionary<MatrixState, int> NoRanks = [];

    /// <summary>The ranks of all matrices that are due and belong to a pool.</summary>
    public static IReadOnlyDictionary<MatrixState, int> Decide(IReadOnlyList<Bank> banks, Func<ITrainedParameter, Tensor?> gradientOf)
    {
        if (!AnyPooled(banks))
        {
            return NoRanks;
        }

        Dictionary<MatrixState, int>? ranks = null;
        foreach (var pool in banks.Where(static bank => bank.Group.Policy is IGlobalRankPolicy).GroupBy(PoolOf, StringComparer.Ordinal))
        {
            using var scope = NewDisposeScope();
            var members = pool.SelectMany(bank => Observe(bank, gradientOf)).ToList();
            if (!members.Exists(static member => member.Spectrum.IsDue))
            {
                continue;
            }

            var chosen = members.Select(static member => member.Spectrum.CurrentRank).ToArray();
            ((IGlobalRankPolicy)pool.First().Group.Policy).ChooseRanks([.. members.Select(static member => member.Spectrum)], chosen);
            ranks ??= [];
            for (var index = 0; index < members.Count; index++)
            {
                if (members[index].Spectrum.IsDue)
                {
                    ranks[members[index].Matrix] = chosen[index];
                }
            }
        }

        return ranks ?? NoRanks;
    }

    private static bool AnyPooled(IReadOnlyList<Bank> banks)
    {
        for (var index = 0; index < banks.Count; index++)
        {
            if (banks[index].Group.Policy is IGlobalRankPolicy)
            {
                return true;
            }
        }

        return false;
    }

    private static string PoolOf(Bank bank) => ((IGlobalRankPolicy)bank.Group.Policy).Pool;

    private static IEnumerable<(MatrixState Matrix, MatrixSpectrum Spectrum)> Observe(Bank bank, Func<ITrainedParameter, Tensor?> gradientOf)
    {
        var ready = bank.Gather(gradientOf).ToDictionary(static entry => entry.Owner);
        foreach (var matrix in bank.Matrices)
        {
            var isDue = ready.TryGetValue(matrix, out var entry)
                && bank.CauseOf(matrix) is not RefreshCause.None
                && bank.CanRefresh(entry.Energy);
            yield return (matrix, isDue ? Sketch(bank, entry) : Describe(bank, matrix));
        }
    }

    private static MatrixSpectrum Sketch(Bank bank, ReadyGradient<MatrixState> entry)
    {
        using var scope = NewDisposeScope();
        entry = bank.Widen(entry);
        var (group, matrix) = (bank.Group, entry.Owner);
        var opened = matrix.NeedsBasis ? null : OpenedMatrix.Of(group, bank.Shape, matrix);
        using var sketch = SubspaceRefresh.Sketch(
            group, bank.Shape, new BankView(bank.Shape, [SubspaceRefresh.Member(group, matrix, opened)]), entry.Gradient);
        return Describe(bank, matrix) with
        {
            IsDue = true,
            Energies = sketch.Energies(0).ToArray(),
            TotalEnergy = entry.Energy,
            Bounds = group.Bounds.ClampTo(sketch.Width, sketch.NumericalRank(0)),
        };
    }

    private static MatrixSpectrum Describe(Bank bank, MatrixState matrix) => new()
    {
        Name = matrix.Name,
        IsDue = false,
        CurrentRank = matrix.IsProvisional ? 0 : matrix.Rank,
        Energies = ReadOnlyMemory<double>.Empty,
        TotalEnergy = 0,
        Bounds = bank.Group.Bounds,
        BytesPerRank = (bank.StateBytes(2 * BytesProbe) - bank.StateBytes(BytesProbe)) / BytesProbe,
        Step = matrix.Step + 1,
    };
}
