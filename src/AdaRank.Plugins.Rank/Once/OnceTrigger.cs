using AdaRank.Refresh;

namespace AdaRank.Plugins.Rank.Once;

/// <summary>Never again: the first subspace, which the engine makes, stays for the whole run.</summary>
/// <remarks>For methods whose basis moves by itself, for short fine-tuning, and to measure what refreshes bring.</remarks>
[Plugin("once")]
public sealed class OnceTrigger : IRefreshTrigger
{
    /// <inheritdoc/>
    public bool LooksAtEnergies => false;

    /// <inheritdoc/>
    public RefreshCause Examine(in RefreshObservation observation) => RefreshCause.None;
}
