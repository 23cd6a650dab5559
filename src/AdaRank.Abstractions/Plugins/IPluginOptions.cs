namespace AdaRank.Plugins;

/// <summary>Options of one plugin: a plain class with defaults that work.</summary>
public interface IPluginOptions
{
    /// <summary>Checks all values together, before anything is built from them.</summary>
    /// <exception cref="InvalidSettingException">A value is out of its range; the message names it and its range.</exception>
    void Validate();

    /// <summary>Sets one option from text, as configuration has it. Generated where properties are tunable.</summary>
    /// <param name="name">The property's name, in any case.</param>
    /// <param name="text">The value, written invariantly; empty for null where the option may be null.</param>
    /// <returns>Whether there is such an option.</returns>
    /// <exception cref="InvalidSettingException">The text is no value of the option's type; nothing was set.</exception>
    bool TrySet(string name, string text) => false;
}
