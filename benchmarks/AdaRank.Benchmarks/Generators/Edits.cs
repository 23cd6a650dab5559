using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AdaRank.Benchmarks.Generators;

/// <summary>Edits of one file, none of which a generator has seen before: two texts in turn, each time parsed anew.</summary>
/// <remarks>Of a file that it has seen, a generator remembers what it read, and nobody types the same file twice.</remarks>
public sealed class Edits
{
    private readonly string[] _texts;
    private int _next;

    /// <summary>Prepares edits.</summary>
    /// <param name="original">The file before.</param>
    /// <param name="from">What is replaced.</param>
    /// <param name="to">By what.</param>
    public Edits(SyntaxTree original, string from, params string[] to)
    {
        Original = original;
        var text = original.ToString();
        _texts = [.. to.Select(word => text.Replace(from, word, StringComparison.Ordinal))];
        if (_texts.Contains(text, StringComparer.Ordinal))
        {
            throw new ArgumentException($"'{from}' is not in {original.FilePath}.", nameof(from));
        }
    }

    /// <summary>The file before.</summary>
    public SyntaxTree Original { get; }

    /// <summary>The file after the next edit.</summary>
    public SyntaxTree Next() => CSharpSyntaxTree.ParseText(
        _texts[_next++ % _texts.Length], (CSharpParseOptions)Original.Options, Original.FilePath, System.Text.Encoding.UTF8);
}
