namespace Pretrain.Data;

/// <summary>Windows of text as two tensors, [windows, context] int64: what the model sees, and the byte that follows each.</summary>
/// <param name="Inputs">Bytes.</param>
/// <param name="Targets">The same, one later.</param>
internal readonly record struct Windows(TorchSharp.torch.Tensor Inputs, TorchSharp.torch.Tensor Targets)
{
    /// <summary>Copies windows out of texts into tensors that the caller's dispose scope owns.</summary>
    /// <param name="places">Text and offset of each window.</param>
    /// <param name="context">Length of a window.</param>
    public static Windows Copy(IReadOnlyList<(byte[] Text, int Offset)> places, int context)
    {
        var inputs = new long[places.Count * context];
        var targets = new long[places.Count * context];
        for (var row = 0; row < places.Count; row++)
        {
            var (text, offset) = places[row];
            for (var column = 0; column < context; column++)
            {
                inputs[(row * context) + column] = text[offset + column];
                targets[(row * context) + column] = text[offset + column + 1];
            }
        }

        return new Windows(ToTensor(inputs, places.Count, context), ToTensor(targets, places.Count, context));
    }

    private static TorchSharp.torch.Tensor ToTensor(long[] values, int rows, int columns) =>
        TorchSharp.torch.tensor(values, [rows, columns]);
}
