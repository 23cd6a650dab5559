using System.Collections;
using System.Collections.Immutable;

namespace AdaRank.Catalogue;

/// <summary>All parameters of a model class, in the order of their declaration. Generated, immutable, no tensors.</summary>
public sealed class ParameterCatalogue : IReadOnlyList<ParameterEntry>
{
    private readonly ImmutableArray<ParameterEntry> _entries;

    /// <summary>Makes a catalogue.</summary>
    /// <param name="entries">The lines, in the order of declaration.</param>
    /// <exception cref="ArgumentException">Two lines have one name.</exception>
    public ParameterCatalogue(params ImmutableArray<ParameterEntry> entries)
    {
        var twice = entries.GroupBy(entry => entry.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1);
        if (twice is not null)
        {
            throw new ArgumentException(
                $"Two parameters have the checkpoint name '{twice.Key}': give one of them another name.", nameof(entries));
        }

        _entries = entries;
    }

    /// <inheritdoc/>
    public int Count => _entries.Length;

    /// <inheritdoc/>
    public ParameterEntry this[int index] => _entries[index];

    /// <summary>The lines of this catalogue as they stand inside a larger model.</summary>
    /// <param name="path">Where this model stands in the larger one, for example <c>model.layers.*</c>.</param>
    public ImmutableArray<ParameterEntry> Under(string path) =>
        [.. _entries.Select(entry => entry with { Name = $"{path}.{entry.Name}" })];

    /// <inheritdoc/>
    public IEnumerator<ParameterEntry> GetEnumerator() => ((IEnumerable<ParameterEntry>)_entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
