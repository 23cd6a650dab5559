using AdaRank.Plugins;

namespace AdaRank.Steps;

/// <summary>Is told of every step of an optimizer, after it was taken.</summary>
/// <remarks>
/// Slot "observer": any number of them, in the order of <see cref="PluginAttribute.After"/> and
/// <see cref="PluginAttribute.Before"/>. Numbers only, so that an observer costs no transfer from a device. It runs on
/// the thread that trains: what takes long belongs on another. What it throws reaches the caller of the step, whose
/// weights are updated by then.
/// </remarks>
[PluginSlot("observer", 1, 0)]
public interface IStepObserver
{
    /// <summary>Is called after each step.</summary>
    /// <param name="observation">What happened.</param>
    void Observe(in StepObservation observation);
}
