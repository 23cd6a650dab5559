using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace AdaRank.Generators.Text;

/// <summary>Writes indented C#: four spaces, <c>\n</c> line ends on every system.</summary>
internal sealed class CodeWriter
{
    // One for all files of a run, one after the other: growing it anew was most of what writing a file left for the collector.
    [ThreadStatic]
    private static StringBuilder? _spare;

    private readonly StringBuilder _text = TakeSpare();
    private int _depth;
    private bool _isBlankDue;

    /// <summary>Writes a line; without text a blank one, unless a brace closes right after it.</summary>
    public void Line(string line = "")
    {
        if (line.Length == 0)
        {
            _isBlankDue = true;
            return;
        }

        if (_isBlankDue)
        {
            _text.Append('\n');
            _isBlankDue = false;
        }

        _text.Append(' ', 4 * _depth).Append(line).Append('\n');
    }

    public void Open(string brace = "{")
    {
        Line(brace);
        _depth++;
    }

    public void Close(string brace = "}")
    {
        _depth--;
        _isBlankDue = false;
        Line(brace);
    }

    /// <summary>Goes one level deeper without a brace, for what continues a statement over several lines.</summary>
    public void Indent() => _depth++;

    /// <summary>Comes back from <see cref="Indent"/>.</summary>
    public void Outdent() => _depth--;

    /// <summary>Writes lines one level deeper, for what continues a statement.</summary>
    public void Continued(string line)
    {
        _depth++;
        Line(line);
        _depth--;
    }

    /// <summary>The text; the writer is spent afterwards.</summary>
    public SourceText ToSourceText()
    {
        var text = _text.ToString();
        _spare = _text.Clear();
        return SourceText.From(text, Encoding.UTF8);
    }

    private static StringBuilder TakeSpare()
    {
        var text = _spare ?? new StringBuilder(16 * 1024);
        _spare = null;
        return text;
    }
}
