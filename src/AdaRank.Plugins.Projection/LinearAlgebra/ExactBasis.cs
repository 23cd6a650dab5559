using AdaRank.Banks;
using AdaRank.Projection;
using AdaRank.Rank;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.LinearAlgebra;

/// <summary>The leading left singular vectors of a gradient, by a full decomposition (method.md eq. 7.1).</summary>
internal static class ExactBasis
{
    /// <summary>As many columns as the highest rank.</summary>
    public static int Width(in BankShape shape, in RankBounds bounds) => (int)Math.Min(bounds.Highest, shape.ShortSide);

    /// <summary>The bytes that <see cref="Write"/> takes for a while.</summary>
    public static long ScratchBytes(in BankShape shape) =>
        ((shape.LongSide * shape.ShortSide) + (4 * shape.ShortSide * shape.ShortSide)) * shape.StateElementBytes;

    /// <summary>Writes singular vectors and their energies. Cost about 2Ld² + 20d³.</summary>
    /// <param name="gradient">A, [d, L].</param>
    /// <param name="result">The sketch to write to.</param>
    /// <param name="index">Which matrix of the sketch.</param>
    public static void Write(Tensor gradient, SketchView result, int index)
    {
        using var scope = NewDisposeScope();
        var (vectors, values) = LeftSingularPairs.Of(gradient, gradient.dtype);
        result.Candidates[index].copy_(vectors.narrow(1, 0, result.Width));
        values.narrow(0, 0, result.Width).to(ScalarType.Float64).square().cpu().data<double>().CopyTo(result.Energies(index));
    }
}
