namespace AdaRank.Plugins;

/// <summary>The plugins of one package, declared together.</summary>
public interface IPluginGroup
{
    /// <summary>Declares every plugin of the package.</summary>
    /// <param name="registrar">Where to declare them.</param>
    static abstract void Register(IPluginRegistrar registrar);
}
