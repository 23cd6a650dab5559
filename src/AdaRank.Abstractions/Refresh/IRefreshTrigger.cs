using AdaRank.Plugins;

namespace AdaRank.Refresh;

/// <summary>Answers whether it is time for a new subspace.</summary>
/// <remarks>
/// Slot "refresh" of the optimizer. Pure and thread-safe. The engine itself refreshes a matrix that has no basis yet or
/// only a provisional one (eq. 6.1), and lets a due refresh wait while the gradient is zero (method.md, section 6).
/// </remarks>
[PluginSlot("refresh", 1, 0)]
public interface IRefreshTrigger
{
    /// <summary>What <see cref="Examine"/> reads beyond step numbers and norms.</summary>
    RefreshMeasures Needs => RefreshMeasures.None;

    /// <summary>
    /// Whether it looks at energies of steps before. One that decides by counts alone spares a device the copy of energies to the host.
    /// </summary>
    bool LooksAtEnergies => true;

    /// <summary>Examines one matrix before a step.</summary>
    /// <param name="observation">Step numbers and the norms of the step before.</param>
    /// <returns>
    /// The cause of the refresh, or <see cref="RefreshCause.None"/>; never <see cref="RefreshCause.First"/>, which is the
    /// engine's own.
    /// </returns>
    RefreshCause Examine(in RefreshObservation observation);
}
