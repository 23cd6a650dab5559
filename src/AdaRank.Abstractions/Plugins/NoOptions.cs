namespace AdaRank.Plugins;

/// <summary>The options of a plugin that has none.</summary>
public sealed class NoOptions : IPluginOptions
{
    /// <inheritdoc/>
    public void Validate()
    {
    }
}
