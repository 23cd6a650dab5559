namespace AdaRank.Plugins;

/// <summary>A plugin that has something to put in order after its last use.</summary>
/// <remarks>
/// The engine stops plugins in the reverse of the order in which it started them, when the optimizer is disposed. A
/// plugin need not implement <see cref="IPluginStart"/> to be stopped.
/// </remarks>
public interface IPluginStop
{
    /// <summary>Puts in order what is left. Called once, after every other method of the plugin.</summary>
    /// <remarks>An exception does not keep the engine from stopping the other plugins; it is thrown when they are stopped.</remarks>
    void Stop();
}
