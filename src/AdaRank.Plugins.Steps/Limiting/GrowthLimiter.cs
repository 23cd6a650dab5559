using System.Collections.Immutable;
using AdaRank.State;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Limiting;

/// <summary>Lets the norm of an update grow by a factor γ from step to step, and no faster.</summary>
/// <remarks>
/// method.md eq. 7.3, after Fira (arXiv 2410.01623): f = max(‖S‖ / (prev + 1e-8), γ) / γ; S ← S / f; prev ← ‖S‖ / f. The norm
/// that was let through is carried state; 0 stands for none yet, so that an update of zero starts anew. Everything stays on
/// the device.
/// </remarks>
internal sealed class GrowthLimiter(double gamma, LimiterStage stage)
{
    private const double Guard = 1e-8;

    /// <summary>The norm let through before: one number, if the limiter is on. Must be the last slot of its step.</summary>
    public ImmutableArray<StateSlot> Slots => IsOn ? [new StateSlot("prev", StateRole.Carried, StateDimension.One, StateDimension.One, 0)] : [];

    /// <summary>Whether it limits anything.</summary>
    public bool IsOn => gamma > 0;

    /// <summary>Divides the factors of an update by f.</summary>
    /// <param name="factors">What the update is linear in, fp64.</param>
    /// <param name="norm">‖S‖ of the whole update, fp64, no dimensions.</param>
    /// <param name="state">State of the step; the norm let through is updated in place.</param>
    /// <param name="correction">√c₂ / c₁, what the norm owes to the correction of biases.</param>
    /// <returns>The factors limited; the caller's scope owns them.</returns>
    public Tensor Limit(Tensor factors, Tensor norm, IReadOnlyList<Tensor> state, double correction = 1)
    {
        if (!IsOn)
        {
            return factors.alias();
        }

        var previous = state[^1];
        var before = previous.to(ScalarType.Float64).squeeze();
        var watched = stage is LimiterStage.Raw ? norm.div(correction) : norm;
        var excess = watched.div(before.add(Guard)).clamp_min(gamma).div_(gamma).masked_fill_(before.eq(0), 1);
        previous.copy_(watched.div(excess));
        return factors.div(excess);
    }

    /// <summary>Notes that an update was zero.</summary>
    /// <param name="state">State of the step.</param>
    public void Reset(IReadOnlyList<Tensor> state)
    {
        if (IsOn)
        {
            state[^1].zero_();
        }
    }
}
