namespace AdaRank.Composition;

/// <summary>What is said of one low-rank group.</summary>
internal sealed class GroupDraft
{
    /// <summary>Where in configuration the group stands; null if it is configured in code alone.</summary>
    public string? Origin { get; set; }

    /// <summary>The changes, in the order in which they were given.</summary>
    public List<Action<GroupBuilder>> Changes { get; } = [];
}
