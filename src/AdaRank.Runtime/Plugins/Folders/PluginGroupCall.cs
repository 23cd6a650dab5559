using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace AdaRank.Plugins.Folders;

/// <summary>The one reflective call of the library: a group whose class is known only when its assembly is loaded.</summary>
internal static class PluginGroupCall
{
    /// <summary>Makes the call to a group's <see cref="IPluginGroup.Register"/>.</summary>
    /// <param name="group">A class that implements <see cref="IPluginGroup"/>.</param>
    [RequiresUnreferencedCode(PluginFolder.NeedsWholeProgram)]
    [RequiresDynamicCode(PluginFolder.NeedsCompiler)]
    public static Action<IPluginRegistrar> Of(Type group) => typeof(PluginGroupCall)
        .GetMethod(nameof(Register), BindingFlags.NonPublic | BindingFlags.Static)!
        .MakeGenericMethod(group)
        .CreateDelegate<Action<IPluginRegistrar>>();

    private static void Register<TGroup>(IPluginRegistrar registrar)
        where TGroup : IPluginGroup => TGroup.Register(registrar);
}
