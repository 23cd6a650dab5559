namespace AdaRank.Catalogue;

/// <summary>A persistent buffer of a model class: saved in checkpoints, not trained.</summary>
/// <param name="Name">Checkpoint name, with <c>*</c> for indexes as in <see cref="ParameterEntry.Name"/>.</param>
/// <param name="Shape">Shape expression as the model states it, for example <c>[Width]</c>.</param>
public sealed record BufferEntry(string Name, string Shape)
{
    /// <summary>Where the buffer stands in the model class, for example <c>Mean</c> or <c>Blocks.*.Mean</c>.</summary>
    public string Member { get; init; } = "";

    /// <summary>What decides whether an instance has the buffer, as in <see cref="ParameterEntry.Condition"/>.</summary>
    public string? Condition { get; init; }
}
