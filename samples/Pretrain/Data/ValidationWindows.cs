namespace Pretrain.Data;

/// <summary>The windows on which every model is measured: spread evenly over the validation parts, the same in every run.</summary>
internal static class ValidationWindows
{
    /// <summary>Chooses windows that do not overlap.</summary>
    /// <param name="texts">The validation parts.</param>
    /// <param name="context">Length of a window.</param>
    /// <param name="count">How many are wanted; all there are if there are fewer.</param>
    public static IReadOnlyList<(byte[] Text, int Offset)> Choose(IReadOnlyList<byte[]> texts, int context, int count)
    {
        var all = texts
            .SelectMany(text => Enumerable.Range(0, (text.Length - 1) / context).Select(index => (text, index * context)))
            .ToList();
        return all.Count <= count ? all : [.. Enumerable.Range(0, count).Select(index => all[(int)((long)index * all.Count / count)])];
    }
}
