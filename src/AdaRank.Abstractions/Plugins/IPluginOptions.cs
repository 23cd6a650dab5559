namespace AdaRank.Plugins;

/// <summary>Options of one plugin: a plain class with defaults that work.</summary>
public interface IPluginOptions
{
    /// <summary>Checks all values together, before anything is built from them.</summary>
    /// <exception cref="InvalidSettingException">A value is out of its range; the message names it and its range.</exception>
    void Validate();
}
