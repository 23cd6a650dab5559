using AdaRank.Sampling;

namespace Pretrain.Data;

/// <summary>Draws training windows by a counter-based generator: the batch of a step depends on seed and step alone.</summary>
/// <param name="texts">Texts to draw from, each position of a window with the same probability.</param>
/// <param name="batch">Windows in a batch.</param>
/// <param name="context">Length of a window.</param>
/// <param name="seed">Seed.</param>
internal sealed class BatchSource(IReadOnlyList<byte[]> texts, int batch, int context, ulong seed)
{
    // Keeps these draws apart from those of the text sampling, which has the same key.
    private const uint Purpose = 1;

    private readonly long _positions = texts.Sum(text => CountPositions(text, context));

    /// <summary>The windows of one step, in tensors that the caller's dispose scope owns.</summary>
    public Windows Draw(int step) => Windows.Copy(Place(step), context);

    /// <summary>Where the windows of one step lie.</summary>
    internal IReadOnlyList<(byte[] Text, int Offset)> Place(int step) =>
        [.. Enumerable.Range(0, batch).Select(row => Locate(DrawPosition(step, row)))];

    private static long CountPositions(byte[] text, int context) => Math.Max(0, text.Length - context);

    private long DrawPosition(int step, int row)
    {
        var (low, high, _, _) = Philox.Block(((uint)step, (uint)row, 0, Purpose), seed);

        // The high half of a product scales without the bias of a remainder.
        return (long)Math.BigMul(low | ((ulong)high << 32), (ulong)_positions, out _);
    }

    private (byte[] Text, int Offset) Locate(long position)
    {
        foreach (var text in texts)
        {
            var count = CountPositions(text, context);
            if (position < count)
            {
                return (text, (int)position);
            }

            position -= count;
        }

        throw new ArgumentOutOfRangeException(nameof(position), "The position lies behind the last text.");
    }
}
