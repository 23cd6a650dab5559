using Microsoft.CodeAnalysis.Editing;

namespace AdaRank.CodeFixes.Editing;

/// <summary>One way to mend a diagnostic.</summary>
/// <param name="title">What a person reads in the menu.</param>
/// <param name="key">The same for everything that "fix all" mends together.</param>
/// <param name="apply">
/// Changes the document. Edits of other diagnostics may have come before, even the same one: it must look at the nodes as they
/// are when its turn comes.
/// </param>
internal sealed class Edit(string title, string key, Action<SyntaxEditor> apply)
{
    public string Title { get; } = title;

    public string Key { get; } = key;

    public Action<SyntaxEditor> Apply { get; } = apply;
}
