using AdaRank.Projection;
using AdaRank.State;
using AdaRank.Transport;

namespace AdaRank.Plugins.Projection.Linear;

/// <summary>Rotates the second moment like the first: the printed rule of AdaRankGrad, for ablations.</summary>
/// <param name="options">Whether to clamp.</param>
/// <remarks>arXiv 2410.17881; method.md eq. 5.3. Elementwise squares do not rotate linearly, so V may turn negative.</remarks>
[Plugin("linear")]
public sealed class LinearTransport(LinearTransportOptions options) : IMomentTransport
{
    private readonly bool _clamp = options.Clamp;

    /// <inheritdoc/>
    public BasisTraits NeedsFor(StateSchema schema) => MomentMath.NeedsFor(schema);

    /// <inheritdoc/>
    public void Transport(IReadOnlyList<MomentMove> moves, StateSchema schema)
    {
        for (var index = 0; index < schema.Slots.Length; index++)
        {
            MomentMath.RotateFirst(moves, index);
            if (_clamp && schema.Slots[index].Role is StateRole.SecondMoment)
            {
                foreach (var move in moves)
                {
                    move.To[index].clamp_min_(0);
                }
            }
        }
    }
}
