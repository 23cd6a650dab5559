using System.Collections;
using System.Collections.Immutable;

namespace AdaRank.Catalogue;

/// <summary>All parameters of a model class, in the order of their declaration. Generated, immutable, no tensors.</summary>
public sealed class ParameterCatalogue : IReadOnlyList<ParameterEntry>
{
    private readonly ImmutableArray<ParameterEntry> _entries;
    private readonly Dictionary<string, ParameterEntry> _byName = new(StringComparer.Ordinal);
    private CheckpointMap? _checkpoint;

    /// <summary>Makes a catalogue.</summary>
    /// <param name="entries">The lines, in the order of declaration.</param>
    /// <exception cref="ArgumentException">Two lines have one name.</exception>
    public ParameterCatalogue(params ImmutableArray<ParameterEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (!_byName.TryAdd(entry.Name, entry))
            {
                throw new ArgumentException(
                    $"Two parameters have the checkpoint name '{entry.Name}': give one of them another name.", nameof(entries));
            }
        }

        _entries = entries;
    }

    /// <inheritdoc/>
    public int Count => _entries.Length;

    /// <summary>The persistent buffers of the class, which stand in checkpoints beside the parameters.</summary>
    public ImmutableArray<BufferEntry> Buffers { get; init; } = [];

    /// <summary>Where parameters and buffers stand in the class and in its checkpoints, both ways.</summary>
    public CheckpointMap Checkpoint => _checkpoint ??= new CheckpointMap(
        _entries.Select(entry => (entry.Member, entry.Name)).Concat(Buffers.Select(buffer => (buffer.Member, buffer.Name))));

    /// <inheritdoc/>
    public ParameterEntry this[int index] => _entries[index];

    /// <summary>The line of a parameter.</summary>
    /// <param name="name">Its checkpoint name as the catalogue has it, with <c>*</c> for an index.</param>
    /// <exception cref="ArgumentException">The catalogue has no such line.</exception>
    public ParameterEntry this[string name] => _byName.TryGetValue(name, out var entry)
        ? entry
        : throw new ArgumentException($"The catalogue has no parameter '{name}': it has {Count} others.", nameof(name));

    /// <summary>The lines of this catalogue as they stand inside a larger model.</summary>
    /// <param name="path">Where this model stands in checkpoints of the larger one, for example <c>model.layers.*</c>.</param>
    public ImmutableArray<ParameterEntry> Under(string path) => Under(path, "");

    /// <summary>The lines of this catalogue as they stand inside a larger model.</summary>
    /// <param name="path">Where this model stands in checkpoints of the larger one, for example <c>model.layers.*</c>.</param>
    /// <param name="member">Where this model stands in the class of the larger one, for example <c>Blocks.*</c>.</param>
    /// <param name="condition">What decides whether the larger model has this one; null if it always has.</param>
    /// <param name="rule">What the larger model says about the training of the parameters; null if nothing.</param>
    public ImmutableArray<ParameterEntry> Under(string path, string member, string? condition = null, TrainingRule? rule = null)
    {
        return [.. _entries.Select(Moved)];

        ParameterEntry Moved(ParameterEntry entry)
        {
            var moved = entry with
            {
                Name = $"{path}.{entry.Name}",
                Member = Join(member, entry.Member),
                Condition = Both(condition, entry.Condition),
            };
            return rule is null ? moved : rule.Apply(moved);
        }
    }

    /// <summary>The persistent buffers of this catalogue as they stand inside a larger model.</summary>
    /// <param name="path">Where this model stands in checkpoints of the larger one, for example <c>model.layers.*</c>.</param>
    /// <param name="member">Where this model stands in the class of the larger one, for example <c>Blocks.*</c>.</param>
    /// <param name="condition">What decides whether the larger model has this one; null if it always has.</param>
    public ImmutableArray<BufferEntry> BuffersUnder(string path, string member, string? condition = null) =>
    [
        .. Buffers.Select(buffer => buffer with
        {
            Name = $"{path}.{buffer.Name}",
            Member = Join(member, buffer.Member),
            Condition = Both(condition, buffer.Condition),
        }),
    ];

    /// <inheritdoc/>
    public IEnumerator<ParameterEntry> GetEnumerator() => ((IEnumerable<ParameterEntry>)_entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string Join(string outer, string inner) => outer.Length == 0 || inner.Length == 0 ? inner : $"{outer}.{inner}";

    private static string? Both(string? outer, string? inner) =>
        outer is null ? inner : inner is null ? outer : $"{outer} & {inner}";
}
