using AdaRank.Projection;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.LinearAlgebra;

/// <summary>Chooses among the columns of a fixed basis by what each captures.</summary>
internal static class LargestEnergies
{
    /// <summary>Writes the largest energies, descending, and the numerical rank.</summary>
    /// <param name="energies">What each column captures, [d], fp64.</param>
    /// <param name="result">The sketch to write to.</param>
    /// <param name="index">Which matrix of the sketch.</param>
    /// <returns>The numbers of the columns, in that order, the first on ties, on the candidates' device; the caller's scope owns it.</returns>
    public static Tensor Choose(Tensor energies, SketchView result, int index)
    {
        using var onHost = energies.cpu();
        var all = onHost.data<double>().ToArray();
        var chosen = Enumerable.Range(0, all.Length).OrderByDescending(column => all[column]).Take(result.Width).ToArray();
        var written = result.Energies(index);
        for (var column = 0; column < chosen.Length; column++)
        {
            written[column] = all[chosen[column]];
        }

        result.NumericalRank(index) = NoiseFloor.CountAbove(written);
        return tensor(Array.ConvertAll(chosen, static column => (long)column), device: result.Candidates.device);
    }
}
