using AdaRank.Rank;

namespace AdaRank.Testing.Cases;

/// <summary>One question to a policy that decides for many matrices at once.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Matrices">All of the pool.</param>
internal sealed record PoolCase(string Name, IReadOnlyList<MatrixSpectrum> Matrices)
{
    private const int Width = 12;

    /// <summary>Pools of one matrix and of many, all due, none due, and some; before the first refresh and after it.</summary>
    public static IReadOnlyList<PoolCase> All { get; } = [.. Make()];

    /// <summary>The ranks that a policy answers with, where <paramref name="matrices"/> are all of the pool.</summary>
    public static int[] Ask(IGlobalRankPolicy policy, IReadOnlyList<MatrixSpectrum> matrices)
    {
        int[] ranks = [.. matrices.Select(static matrix => matrix.CurrentRank)];
        policy.ChooseRanks(matrices, ranks);
        return ranks;
    }

    private static IEnumerable<PoolCase> Make()
    {
        var bounds = new[] { new RankBounds(1, Width), new RankBounds(2, 9, 3), new RankBounds(4, 4), new RankBounds(1, 11, 1000) };
        yield return new PoolCase("no matrices", []);
        foreach (var count in new[] { 1, 2, 7, 30 })
        {
            yield return Pool($"{count} due, none refreshed yet", count, static _ => true, static _ => 0);
            yield return Pool($"{count} due, refreshed before", count, static _ => true, static index => 1 + (index % Width));
            yield return Pool($"{count}, every third due", count, static index => index % 3 == 0, static index => 1 + (index % Width));
            yield return Pool($"{count}, none due", count, static _ => false, static index => index % 2 == 0 ? 0 : 4);
        }

        PoolCase Pool(string name, int count, Func<int, bool> isDue, Func<int, int> current) => new(
            name,
            [
                .. Enumerable.Range(0, count).Select(index => Matrix(
                    $"layers.{index}.weight", index, isDue(index), current(index), bounds[index % bounds.Length])),
            ]);
    }

    private static MatrixSpectrum Matrix(string name, int index, bool isDue, int current, RankBounds bounds)
    {
        double[] energies = isDue ? [.. Enumerable.Range(0, Width).Select(RankCase.Spectra[index % RankCase.Spectra.Count].Energy)] : [];
        return new MatrixSpectrum
        {
            Name = name,
            IsDue = isDue,
            CurrentRank = current,
            Energies = energies,
            TotalEnergy = energies.Sum() * (1 + (index % 2)),
            Bounds = bounds,
            BytesPerRank = 1000 * (1 + (index % 5)),
            Step = 1 + (10 * index),
        };
    }
}
