using AdaRank.Banks;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.LinearAlgebra;

/// <summary>The columns that a power step starts at.</summary>
internal static class StartBlock
{
    /// <summary>The old basis; its first columns where there are too many, and random ones beside it where there are too few.</summary>
    /// <param name="gaussians">Where the random columns come from.</param>
    /// <param name="member">The matrix.</param>
    /// <param name="old">Its basis, [d, r_old].</param>
    /// <param name="width">How many columns are wanted.</param>
    /// <returns>[d, width]; the caller's scope owns it.</returns>
    public static Tensor Of(IGaussianSource gaussians, BankMember member, Tensor old, int width)
    {
        var (shortSide, rank) = (old.shape[0], old.shape[1]);
        if (rank >= width)
        {
            return old.narrow(1, 0, width);
        }

        // Of about unit length, like the columns that are kept.
        using var fresh = GaussianMatrix.Draw(gaussians, member, shortSide, width - rank, old);
        return cat([old, fresh.div_(Math.Sqrt(shortSide))], 1);
    }
}
