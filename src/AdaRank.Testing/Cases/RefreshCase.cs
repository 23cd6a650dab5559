using AdaRank.Refresh;

namespace AdaRank.Testing.Cases;

/// <summary>Questions to a refresh trigger.</summary>
internal static class RefreshCase
{
    private static readonly double[] Energies = [0, 1e-300, 1e-9, 0.25, 1, 1e9, 1e300, double.PositiveInfinity];

    // Of the step that executed the last refresh: gone as well, or as small or large as anything since.
    private static readonly (double Projected, double Whole, double Displacement)[] AtRefresh =
    [
        (double.PositiveInfinity, double.PositiveInfinity, double.NaN),
        (1e-300, 1e-300, 0),
        (0.5, 1, 1e-3),
        (1e300, 1e300, 2),
    ];

    /// <summary>Every pair of energies, soon and long after a refresh, which had larger and smaller ones.</summary>
    public static IReadOnlyList<RefreshObservation> All { get; } = [.. Make()];

    private static IEnumerable<RefreshObservation> Make()
    {
        foreach (var (step, last) in new (long, long)[] { (1, 0), (2, 1), (12, 1), (200, 1), (201, 1), (1_000_000_007, 1_000_000_000), (long.MaxValue, 1) })
        {
            foreach (var projected in Energies)
            {
                // A projection has no more energy than what was projected; before the first step both are infinite.
                foreach (var whole in Energies.Where(whole => whole >= projected))
                {
                    foreach (var refresh in AtRefresh)
                    {
                        yield return new RefreshObservation
                        {
                            Step = step,
                            LastRefreshStep = last,
                            PreviousProjectedEnergy = projected,
                            PreviousGradientEnergy = whole,
                            RefreshProjectedEnergy = refresh.Projected,
                            RefreshGradientEnergy = refresh.Whole,
                            Displacement = refresh.Displacement,
                        };
                    }
                }
            }
        }
    }
}
