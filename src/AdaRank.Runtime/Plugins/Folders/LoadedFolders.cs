namespace AdaRank.Plugins.Folders;

/// <summary>The contexts of all folders, unloaded when the last provider that uses them is disposed.</summary>
internal sealed class LoadedFolders
{
    private readonly Lock _lock = new();
    private readonly List<PluginLoadContext> _contexts = [];
    private int _users;
    private bool _isUnloaded;

    public void Add(PluginLoadContext context) => _contexts.Add(context);

    /// <summary>Notes a provider. One service collection may make several.</summary>
    /// <exception cref="InvalidOperationException">The contexts are unloaded already.</exception>
    public void Enter()
    {
        lock (_lock)
        {
            if (_isUnloaded)
            {
                throw new InvalidOperationException(
                    "The plugins that AdaRank loaded from a folder were unloaded with the last service provider: make a new service collection.");
            }

            _users++;
        }
    }

    /// <summary>Ends a provider's use; the last one unloads.</summary>
    /// <param name="registry">Forgets its plugins then: it would keep them loaded.</param>
    public void Leave(PluginRegistry registry)
    {
        lock (_lock)
        {
            _users--;
            if (_users > 0 || _contexts.Count == 0)
            {
                return;
            }

            _isUnloaded = true;
            registry.Clear();
            foreach (var context in _contexts)
            {
                context.Unload();
            }

            _contexts.Clear();
        }
    }
}
