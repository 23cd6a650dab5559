using AdaRank.Gradients;
using AdaRank.Steps;

namespace AdaRank.Optimization;

/// <summary>What stands around the low-rank core of a step, each in its resolved order.</summary>
/// <param name="Transforms">Change the gradients before the core sees them.</param>
/// <param name="Observers">Are told what happened.</param>
internal sealed record StepChains(IReadOnlyList<IGradientTransform> Transforms, IReadOnlyList<IStepObserver> Observers);
