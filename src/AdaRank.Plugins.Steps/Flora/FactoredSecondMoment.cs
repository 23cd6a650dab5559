using System.Collections.Immutable;
using AdaRank.State;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Flora;

/// <summary>Adafactor's second moment: means of the squares over rows and columns, of which the whole is the product.</summary>
/// <remarks>
/// Shazeer and Stern (arXiv 1804.04235), method.md eq. 7.8a. The quotient row_i col_j / mean(row) is the same whichever side is
/// called the row, so that the canonical orientation gives the numbers of the native one.
/// </remarks>
internal sealed class FactoredSecondMoment(double decayExponent, double epsilon)
{
    /// <summary>d + L numbers, carried over a refresh: they are in the coordinates of the weight.</summary>
    public static ImmutableArray<StateSlot> Slots { get; } =
    [
        new("row", StateRole.Carried, StateDimension.ShortSide, StateDimension.One, 0),
        new("col", StateRole.Carried, StateDimension.One, StateDimension.LongSide, 0),
    ];

    /// <summary>Takes the squares of a gradient into both means, with β₂ = 1 - t^exponent.</summary>
    /// <param name="gradient">A, [d, L].</param>
    /// <param name="row">[d, 1], updated in place.</param>
    /// <param name="column">[1, L], updated in place.</param>
    /// <param name="step">t, from 1.</param>
    public void Update(Tensor gradient, Tensor row, Tensor column, long step)
    {
        var share = Math.Pow(step, decayExponent);
        row.mul_(1 - share).add_(MeanSquare(gradient, dimension: 1), alpha: share);
        column.mul_(1 - share).add_(MeanSquare(gradient, dimension: 0), alpha: share);
    }

    /// <summary>What rows and columns of a gradient are multiplied by to divide it by the root of its second moment.</summary>
    /// <param name="row">[d, 1].</param>
    /// <param name="column">[1, L].</param>
    /// <returns>[d, 1] and [1, L]; the caller's scope owns them.</returns>
    public static (Tensor Row, Tensor Column) Divisors(Tensor row, Tensor column) => (row.div(row.mean()).rsqrt_(), column.rsqrt());

    private Tensor MeanSquare(Tensor gradient, int dimension) =>
        gradient.norm(dimension, keepdim: true).pow_(2).div_(gradient.shape[dimension]).add_(epsilon);
}
