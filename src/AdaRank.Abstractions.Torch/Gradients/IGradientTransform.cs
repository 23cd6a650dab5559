using AdaRank.Plugins;

namespace AdaRank.Gradients;

/// <summary>Changes the gradients of a step before anything else sees them: clipping, noise, masks.</summary>
/// <remarks>
/// Slot "gradient-transform": any number of them, one after the other in the order of
/// <see cref="PluginAttribute.After"/> and <see cref="PluginAttribute.Before"/>. Each sees what the one before it left.
/// Stateless and thread-safe, and deterministic: noise is drawn by <see cref="Sampling.IGaussianSource"/>, under a name
/// of the transform's own, so that it is independent of the sketches.
/// </remarks>
[PluginSlot("gradient-transform", 1, 0)]
public interface IGradientTransform
{
    /// <summary>Changes the gradients of one step.</summary>
    /// <param name="gradients">
    /// All gradients of the step. Those of the model are read only; <see cref="StepGradients.Writable"/> gives a copy
    /// that may be changed.
    /// </param>
    /// <remarks>Runs with gradients switched off and inside the engine's dispose scope. If it throws, the step is not taken.</remarks>
    void Transform(StepGradients gradients);
}
