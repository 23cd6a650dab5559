using AdaRank.Plugins;
using AdaRank.Plugins.Folders;
using Microsoft.Extensions.Primitives;

namespace AdaRank.Composition;

/// <summary>What a builder collected, unchanging from here on.</summary>
/// <param name="Read">Reads code and configuration, as they are now.</param>
/// <param name="Changes">Tells of changes of bound configuration.</param>
/// <param name="Registry">The declared plugins.</param>
/// <param name="Folders">What was loaded from folders.</param>
internal sealed record Blueprint(
    Func<SettingsDraft> Read,
    IReadOnlyList<Func<IChangeToken>> Changes,
    PluginRegistry Registry,
    LoadedFolders Folders);
