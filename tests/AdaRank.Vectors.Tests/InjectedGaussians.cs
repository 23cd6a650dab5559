using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Vectors.Tests;

/// <summary>Hands out the matrices of a case: one for each draw, whether it is asked for once or in every step.</summary>
/// <param name="matrices">[K, rows, columns]; rows may hold more columns than are asked for.</param>
/// <param name="rows">Rows of each matrix.</param>
/// <param name="firstDraw">The refreshes that a resumed run had before.</param>
/// <param name="factor">What the plugin divides by, if that is done already.</param>
internal sealed class InjectedGaussians(Tensor matrices, long rows, long firstDraw = 0, double factor = 1) : IGaussianSource
{
    public void Fill(string parameter, long draw, Span<double> destination)
    {
        using var scope = NewDisposeScope();
        var matrix = matrices[draw - firstDraw].to(ScalarType.Float64).mul(factor);
        matrix.narrow(1, 0, destination.Length / rows).contiguous().data<double>().CopyTo(destination);
    }
}
