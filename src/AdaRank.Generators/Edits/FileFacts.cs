using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Edits;

/// <summary>What can be said of the declarations of one file by itself, without a compilation. Text and numbers only: the file may go.</summary>
/// <param name="Hash">All that its declarations say, and its path and parse options. What stands in bodies does not count.</param>
/// <param name="GlobalHash">What it says for all files, such as global usings; 0 if nothing.</param>
/// <param name="Declared">Names by which other files reach what it declares: types, extensions, and attributes also without their suffix.</param>
/// <param name="Namespaces">Full names of the namespaces that it makes exist, those around others too.</param>
/// <param name="Mentioned">Every name in its declarations, also the declared ones.</param>
/// <param name="MentionedForAll">Names in what it says for all files.</param>
internal sealed record FileFacts(
    ulong Hash,
    ulong GlobalHash,
    IReadOnlyCollection<string> Declared,
    IReadOnlyCollection<string> Namespaces,
    HashSet<string> Mentioned,
    IReadOnlyCollection<string> MentionedForAll)
{
    private static readonly ConditionalWeakTable<SyntaxTree, FileFacts> Known = new();

    /// <summary>The facts of a file, found once, since trees are immutable.</summary>
    public static FileFacts Of(SyntaxTree tree) => Known.GetValue(tree, static tree => new FileFactsReader(tree).Read());

    /// <summary>A file is itself only: edits are found by comparing hashes.</summary>
    public bool Equals(FileFacts? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Hash.GetHashCode();
}
