using AdaRank.Projection;
using AdaRank.State;
using AdaRank.Transport;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Rotate;

/// <summary>Rotates mean and variance of the coordinates into the new basis; second moments stay non-negative.</summary>
/// <remarks>
/// method.md eq. 5.1 and 5.2, after LDAdam (arXiv 2410.16103): M and V - M² are taken for mean and variance, covariances
/// are neglected. The same basis gives the identity; flipped signs leave V alone. Of a step that keeps no first moment the
/// mean is taken to be zero, which is eq. 5.4.
/// </remarks>
[Plugin("rotate")]
public sealed class RotateTransport : IMomentTransport
{
    /// <inheritdoc/>
    public BasisTraits NeedsFor(StateSchema schema) => MomentMath.NeedsFor(schema);

    /// <inheritdoc/>
    public void Transport(IReadOnlyList<MomentMove> moves, StateSchema schema)
    {
        var (slots, first) = (schema.Slots, MomentMath.IndexOfFirstMoment(schema));
        for (var index = 0; index < slots.Length; index++)
        {
            if (slots[index].Role is StateRole.FirstMoment)
            {
                MomentMath.RotateFirst(moves, index);
            }
            else if (first < 0)
            {
                MomentMath.RotateSquares(moves, index);
            }
            else
            {
                RotateVariance(moves, schema, first, index);
            }
        }
    }

    private static void RotateVariance(IReadOnlyList<MomentMove> moves, StateSchema schema, int first, int second)
    {
        foreach (var move in moves)
        {
            // No step was completed: both moments are zero, and so are their bias corrections.
            if (move.CompletedSteps < 1)
            {
                continue;
            }

            using var scope = NewDisposeScope();
            var meanCorrection = MomentMath.BiasCorrection(schema.Slots[first].Decay, move.CompletedSteps);
            var squareCorrection = MomentMath.BiasCorrection(schema.Slots[second].Decay, move.CompletedSteps);
            var mean = move.From[first] / meanCorrection;
            var variance = (move.From[second] / squareCorrection) - mean.square();
            var rotated = move.Overlap.square().mm(variance).add_(move.Overlap.mm(mean).pow_(2));
            move.To[second].copy_(rotated.abs_().mul_(squareCorrection));
        }
    }
}
