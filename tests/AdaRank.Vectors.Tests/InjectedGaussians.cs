using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Vectors.Tests;

/// <summary>Hands out the sketch matrices of a case, one for each executed refresh, in order.</summary>
/// <param name="matrices">[K, L, k]; may hold more columns than a sketch has.</param>
internal sealed class InjectedGaussians(Tensor matrices) : IGaussianSource
{
    private int _next;

    public void Fill(string parameter, long draw, Span<double> destination)
    {
        using var scope = NewDisposeScope();
        var matrix = matrices[_next++].to(ScalarType.Float64);
        matrix.narrow(1, 0, destination.Length / matrix.shape[0]).contiguous().data<double>().CopyTo(destination);
    }
}
