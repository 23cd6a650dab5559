using System.Runtime.InteropServices;
using AdaRank.Banks;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.LinearAlgebra;

/// <summary>Matrices of standard normal numbers that depend on a parameter's name and its refresh count alone.</summary>
internal static class GaussianMatrix
{
    /// <summary>Draws a matrix, row by row.</summary>
    /// <param name="gaussians">Where the numbers come from.</param>
    /// <param name="member">Whose name and refresh count are the key.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="like">A tensor of the dtype and device wanted.</param>
    /// <returns>[rows, columns]; the caller's scope owns it.</returns>
    public static Tensor Draw(IGaussianSource gaussians, BankMember member, long rows, long columns, Tensor like)
    {
        using var drawn = empty([rows, columns], ScalarType.Float64, CPU);
        gaussians.Fill(member.Name, member.RefreshCount, MemoryMarshal.Cast<byte, double>(drawn.bytes));
        return drawn.to(like.dtype, like.device, copy: true);
    }
}
