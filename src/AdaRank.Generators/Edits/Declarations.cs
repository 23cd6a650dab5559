using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Edits;

/// <summary>All that the declarations of a compilation say, so that those of another one can be compared with it.</summary>
/// <remarks>It may outlive the compilation, its files and its references, and keeps none of them.</remarks>
internal sealed class Declarations
{
    private static readonly ConditionalWeakTable<Compilation, Declarations> Known = new();
    private static readonly ConditionalWeakTable<MetadataReference, object> Identities = new();

    private readonly string? _assembly;
    private readonly CompilationOptions _options;
    private readonly object[] _references;
    private readonly ulong _globalHash;
    private volatile Comparison? _last;

    private Declarations(Compilation compilation)
    {
        _assembly = compilation.AssemblyName;
        _options = compilation.Options;

        // A project of the same solution is a reference that holds a compilation: what stands for it here is an empty object.
        _references = [.. compilation.ExternalReferences.Select(Identities.GetOrCreateValue)];
        Files = [.. compilation.SyntaxTrees.Select(FileFacts.Of)];
        MentionedForAll = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Files)
        {
            _globalHash = unchecked(_globalHash + file.GlobalHash);
            MentionedForAll.UnionWith(file.MentionedForAll);
        }
    }

    /// <summary>The files, in the order of the compilation.</summary>
    public ImmutableArray<FileFacts> Files { get; }

    /// <summary>Names that one file mentions for all, in global usings.</summary>
    public HashSet<string> MentionedForAll { get; }

    public static Declarations Of(Compilation compilation) => Known.GetValue(compilation, static compilation => new Declarations(compilation));

    /// <summary>What the edits from here to there can have changed. The last answer is remembered: all models ask the same.</summary>
    public DeclarationChanges ChangesTo(Declarations later)
    {
        if (ReferenceEquals(this, later))
        {
            return DeclarationChanges.None;
        }

        if (_last is { } last && last.Later.TryGetTarget(out var known) && ReferenceEquals(known, later))
        {
            return last.Changes;
        }

        var changes = DeclarationChanges.Between(this, later);
        _last = new Comparison(new WeakReference<Declarations>(later), changes);
        return changes;
    }

    /// <summary>Whether what holds for all files is the same: references, options, and what single files say for all.</summary>
    public bool HoldSameForAll(Declarations other) =>
        _globalHash == other._globalHash
        && _assembly == other._assembly
        && _options.Equals(other._options)
        && _references.SequenceEqual(other._references);

    private sealed record Comparison(WeakReference<Declarations> Later, DeclarationChanges Changes);
}
