using System.Text;
using Pretrain.Commands;

namespace Pretrain.Data;

/// <summary>Reads texts as bytes, after a check that they are text.</summary>
internal static class TextFile
{
    private const string BooksResource = "books_tiny.txt";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The novels that come with the sample.</summary>
    public static byte[] ReadBooks()
    {
        using var stream = typeof(TextFile).Assembly.GetManifestResourceStream(BooksResource)!;
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">A UTF-8 file; a byte order mark is dropped.</param>
    /// <exception cref="InputException">It cannot be read, or is no text.</exception>
    public static byte[] Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException(InputFile.Explain("data", path, problem));
        }

        var text = bytes.AsSpan();
        text = text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
        var zero = text.IndexOf((byte)0);
        if (zero >= 0)
        {
            throw new InputException($"data '{path}' is no text: it has a NUL byte at offset {zero}. Give a UTF-8 text file.");
        }

        try
        {
            StrictUtf8.GetCharCount(text);
        }
        catch (DecoderFallbackException problem)
        {
            throw new InputException($"data '{path}' is no UTF-8 text: invalid bytes at offset {problem.Index}. Convert it to UTF-8.");
        }

        return text.ToArray();
    }
}
