using AdaRank.Sampling;
using Pretrain.Model;
using static TorchSharp.torch;

namespace Pretrain.Training;

/// <summary>Lets a model write.</summary>
internal static class TextSampling
{
    // Keeps these draws apart from those of the batches, which have the same key.
    private const uint Purpose = 2;

    /// <summary>Continues a text, byte by byte.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">What to continue, at least one byte.</param>
    /// <param name="length">Bytes to write.</param>
    /// <param name="context">The longest text that the model can look at.</param>
    /// <param name="seed">Seed; the same one writes the same text.</param>
    /// <returns>The continuation, without the prompt.</returns>
    public static byte[] Continue(Llama model, ReadOnlySpan<byte> prompt, int length, int context, ulong seed)
    {
        using var noGradient = no_grad();
        List<byte> text = [.. prompt];
        for (var index = 0; index < length; index++)
        {
            using var scope = NewDisposeScope();
            var seen = text.Skip(Math.Max(0, text.Count - context)).Select(value => (long)value).ToArray();
            var logits = model.call(tensor(seen, [1, seen.Length], device: model.TokenEmbedding.Weight.device))[0, -1].to(ScalarType.Float64).cpu();
            var probabilities = (logits / PretrainDefaults.Temperature).softmax(0).data<double>().ToArray();
            text.Add(Pick(probabilities, Uniform(seed, index)));
        }

        return [.. text.Skip(prompt.Length)];
    }

    private static double Uniform(ulong seed, int index)
    {
        var (bits, _, _, _) = Philox.Block(((uint)index, 0, 0, Purpose), seed);
        return bits / (uint.MaxValue + 1.0);
    }

    private static byte Pick(double[] probabilities, double uniform)
    {
        var sum = 0.0;
        for (var value = 0; value < probabilities.Length; value++)
        {
            sum += probabilities[value];
            if (uniform < sum)
            {
                return (byte)value;
            }
        }

        // Rounding left the sum a little below the draw.
        return (byte)Array.FindLastIndex(probabilities, probability => probability > 0);
    }
}
