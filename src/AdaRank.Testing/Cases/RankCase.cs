using AdaRank.Rank;

namespace AdaRank.Testing.Cases;

/// <summary>One question to a rank policy.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Energies">Captured energies, descending.</param>
/// <param name="TotalEnergy">Of the whole gradient.</param>
/// <param name="Bounds">Already clamped, as the engine does.</param>
/// <param name="CurrentRank">0 before the first refresh.</param>
/// <param name="Step">From 1.</param>
internal sealed record RankCase(string Name, double[] Energies, double TotalEnergy, RankBounds Bounds, int CurrentRank, long Step)
{
    /// <summary>Of every matrix: more than the widest sketch has columns.</summary>
    private const long ShortSide = 40;

    /// <summary>Energies of candidate columns, by their index.</summary>
    public static IReadOnlyList<(string Name, Func<int, double> Energy)> Spectra { get; } =
    [
        ("flat", static _ => 1),
        ("steep", static index => Math.Pow(10, -2 * index)),
        ("slow", static index => 1.0 / (index + 1)),
        ("deficient", static index => index < 3 ? 5 - index : 0),
        ("tiny", static index => 1e-300 / (index + 1)),
        ("huge", static index => 1e300 / (index + 1)),
    ];

    /// <summary>Every spectrum with every kind of bounds that the engine can ask about.</summary>
    public static IReadOnlyList<RankCase> All { get; } = [.. Make()];

    /// <summary>The question, as the engine asks it.</summary>
    public RankObservation Observe() => new()
    {
        Energies = Energies,
        TotalEnergy = TotalEnergy,
        Bounds = Bounds,
        ShortSide = ShortSide,
        CurrentRank = CurrentRank,
        Step = Step,
    };

    private static IEnumerable<RankCase> Make()
    {
        foreach (var (name, energy) in Spectra)
        {
            foreach (var width in new[] { 1, 2, 7, 32 })
            {
                double[] energies = [.. Enumerable.Range(0, width).Select(energy)];
                var captured = energies.Sum();
                foreach (var bounds in BoundsWithin(width))
                {
                    // All captured, a part of it, and a sum that rounding made smaller than its parts.
                    foreach (var total in new[] { captured, captured * 2, captured * (1 - 1e-15) })
                    {
                        yield return new RankCase(
                            $"{name}, {width} candidates, ranks {bounds.Lowest} to {bounds.Highest} by {bounds.Stride}, total {total:R}",
                            energies, total, bounds, CurrentRank: bounds.Lowest == 1 ? 0 : bounds.Highest, Step: bounds.Stride == 1 ? 1 : 1_000_001);
                    }
                }
            }
        }
    }

    private static IEnumerable<RankBounds> BoundsWithin(int width)
    {
        yield return new RankBounds(1, width);
        yield return new RankBounds(width, width);
        yield return new RankBounds(1, 1);
        yield return new RankBounds((width + 1) / 2, width, stride: 3);
        yield return new RankBounds(1, width, stride: 1000);
    }
}
