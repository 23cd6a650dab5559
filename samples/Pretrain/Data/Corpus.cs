using System.Text;
using Pretrain.Commands;

namespace Pretrain.Data;

/// <summary>Books as bytes, each split by position: the first part is trained on, the last part is kept for validation.</summary>
/// <param name="Training">The first parts.</param>
/// <param name="Validation">The last parts, a share of <see cref="PretrainDefaults.ValidationShare"/> of each book.</param>
internal sealed record Corpus(IReadOnlyList<byte[]> Training, IReadOnlyList<byte[]> Validation)
{
    private static readonly byte[] Separator = Encoding.UTF8.GetBytes("<|endoftext|>");

    public long TrainingBytes => Training.Sum(part => (long)part.Length);

    public long ValidationBytes => Validation.Sum(part => (long)part.Length);

    /// <summary>Reads the text that the settings name and checks that it is long enough for them.</summary>
    /// <exception cref="InputException">It cannot be read, is no text or too short.</exception>
    public static Corpus Load(PretrainSettings settings)
    {
        var corpus = Split(settings.TextFile is null ? TextFile.ReadBooks() : TextFile.Read(settings.TextFile));
        var needed = (long)settings.Batch * (settings.Context + 1);
        if (corpus.TrainingBytes < needed
            || !corpus.Training.Any(part => part.Length > settings.Context)
            || !corpus.Validation.Any(part => part.Length > settings.Context))
        {
            throw new InputException(
                $"data '{settings.TextFile ?? "of the sample"}' is too short: {corpus.TrainingBytes} bytes to train on and "
                + $"{corpus.ValidationBytes} for validation, where a batch takes {needed} and each book {settings.Context + 1} of either. "
                + "Give more text, or lower --batch or --context.");
        }

        return corpus;
    }

    /// <summary>Splits a text into books at the separator lines, and each book into its two parts.</summary>
    public static Corpus Split(ReadOnlySpan<byte> text)
    {
        List<byte[]> training = [];
        List<byte[]> validation = [];
        while (!text.IsEmpty)
        {
            var end = IndexOfSeparatorLine(text);
            var book = Trim(end < 0 ? text : text[..end]);
            text = end < 0 ? [] : text[(end + Separator.Length)..];
            if (!book.IsEmpty)
            {
                var border = (int)(book.Length * (1 - PretrainDefaults.ValidationShare));
                training.Add(book[..border].ToArray());
                validation.Add(book[border..].ToArray());
            }
        }

        return new Corpus(training, validation);
    }

    private static int IndexOfSeparatorLine(ReadOnlySpan<byte> text)
    {
        for (var from = 0; ;)
        {
            var found = text[from..].IndexOf(Separator);
            if (found < 0)
            {
                return -1;
            }

            var begin = from + found;
            var end = begin + Separator.Length;
            if ((begin == 0 || text[begin - 1] == '\n') && (end == text.Length || text[end] is (byte)'\n' or (byte)'\r'))
            {
                return begin;
            }

            from = end;
        }
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\r\n"u8);
}
