using AdaRank.Banks;
using AdaRank.Projection;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.LinearAlgebra;

/// <summary>Uniformly random orthonormal columns (method.md eq. 7.11).</summary>
internal static class RandomBasis
{
    /// <summary>The bytes that <see cref="Write"/> takes for a while.</summary>
    public static long ScratchBytes(in BankShape shape, int width) =>
        width * ((shape.ShortSide * (sizeof(double) + (2 * shape.StateElementBytes))) + (width * shape.StateElementBytes));

    /// <summary>Writes a basis that depends on the name and the refresh count of a matrix alone.</summary>
    /// <param name="gaussians">Where the numbers come from.</param>
    /// <param name="member">The matrix.</param>
    /// <param name="result">The sketch to write to.</param>
    /// <param name="index">Which matrix of the sketch.</param>
    public static void Write(IGaussianSource gaussians, BankMember member, SketchView result, int index)
    {
        using var scope = NewDisposeScope();
        var candidates = result.Candidates[index];
        var drawn = GaussianMatrix.Draw(gaussians, member, candidates.shape[0], candidates.shape[1], candidates);

        // Householder's own signs depend on the numbers drawn; those of Gram-Schmidt leave the distribution uniform.
        candidates.copy_(RangeBasis.WithPositiveDiagonal(drawn));
    }
}
