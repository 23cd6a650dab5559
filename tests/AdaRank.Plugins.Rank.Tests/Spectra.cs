using AdaRank.Rank;
using CsCheck;

namespace AdaRank.Plugins.Rank.Tests;

/// <summary>Spectra and bounds for properties that hold for all of them.</summary>
internal static class Spectra
{
    /// <summary>Descending energies, what the sketch missed, and bounds.</summary>
    public static Gen<(double[] Energies, double Missed, RankBounds Bounds)> All { get; } =
        from energies in Gen.Double[1e-6, 1].Array[1, 24]
        from missed in Gen.Double[0, 0.5]
        from highest in Gen.Int[1, energies.Length]
        from lowest in Gen.Int[1, highest]
        from stride in Gen.Int[1, 5]
        select (energies.OrderDescending().ToArray(), missed, new RankBounds(lowest, highest, stride));

    /// <summary>The candidates of bounds, ascending.</summary>
    public static IReadOnlyList<int> Candidates(RankBounds bounds) =>
    [
        .. Enumerable.Range(0, bounds.Highest)
            .Select(index => bounds.Lowest + (index * bounds.Stride))
            .Where(rank => rank < bounds.Highest)
            .Append(bounds.Highest),
    ];

    /// <summary>The first candidate that is at least a number, or the highest.</summary>
    public static int FirstAtLeast(RankBounds bounds, double number) =>
        Candidates(bounds).Where(candidate => candidate >= number).DefaultIfEmpty(bounds.Highest).First();
}
