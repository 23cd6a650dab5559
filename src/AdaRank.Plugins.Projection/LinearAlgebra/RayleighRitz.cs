using AdaRank.Projection;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.LinearAlgebra;

/// <summary>The dominant directions inside a range that was found (method.md eq. 3.3 to 3.6).</summary>
internal static class RayleighRitz
{
    /// <summary>Rotates a range so that its columns come by energy, and writes them with their energies and numerical rank.</summary>
    /// <param name="gradient">A, [d, L].</param>
    /// <param name="range">Q_s, [d, k], orthonormal.</param>
    /// <param name="result">The sketch to write to.</param>
    /// <param name="index">Which matrix of the sketch.</param>
    /// <remarks>B = Q_sᵀA, 2dLk, and its left singular vectors, about 2Lk² + 20k³; the k × k problem in fp64. No d × L residual.</remarks>
    public static void Write(Tensor gradient, Tensor range, SketchView result, int index)
    {
        using var scope = NewDisposeScope();
        var (vectors, values) = LeftSingularPairs.Of(range.t().mm(gradient), ScalarType.Float64);
        result.Candidates[index].copy_(range.mm(vectors.to(range.dtype)));
        var energies = result.Energies(index);
        values.square().cpu().data<double>().CopyTo(energies);
        result.NumericalRank(index) = NoiseFloor.CountAbove(energies);
    }
}
