namespace AdaRank.Composition;

/// <summary>A plugin that is in use.</summary>
/// <param name="Instance">The plugin.</param>
/// <param name="Position">Its place in the resolved order of all plugins.</param>
internal sealed record UsedPlugin(object Instance, int Position)
{
    /// <summary>Each instance once, in the resolved order; where that says nothing, in the order of use.</summary>
    public static IReadOnlyList<UsedPlugin> InOrder(IEnumerable<UsedPlugin> used) =>
        [.. used.DistinctBy(plugin => plugin.Instance, ReferenceEqualityComparer.Instance).OrderBy(plugin => plugin.Position)];
}
