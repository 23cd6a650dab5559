using System.Diagnostics;
using AdaRank.Plugins;
using AdaRank.Steps;

namespace Company.Plugin;

/// <summary>Warns of steps that left many parameters alone, because their gradients were not finite.</summary>
[Plugin("plugin-key")]
public sealed class PluginNameObserver : IStepObserver
{
    /// <summary>So many are not worth a warning.</summary>
    [Tunable(0, 1_000_000)]
    public int Tolerated { get; init; }

    /// <inheritdoc/>
    public void Observe(in StepObservation observation)
    {
        if (observation.Skipped > Tolerated)
        {
            Trace.TraceWarning($"Step {observation.Step} left {observation.Skipped} parameters alone.");
        }
    }
}
