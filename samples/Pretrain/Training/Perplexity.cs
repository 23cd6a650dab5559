using Pretrain.Data;
using Pretrain.Model;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Pretrain.Training;

/// <summary>How well a model predicts text, per byte.</summary>
internal static class Perplexity
{
    /// <summary>Mean cross-entropy over windows, in nats per byte; its exponential is the perplexity.</summary>
    public static double MeasureLoss(Llama model, IReadOnlyList<(byte[] Text, int Offset)> windows, int context)
    {
        using var noGradient = no_grad();
        var total = 0.0;
        foreach (var chunk in windows.Chunk(PretrainDefaults.ValidationBatch))
        {
            using var scope = NewDisposeScope();
            var (inputs, targets) = Windows.Copy(chunk, context);
            total += chunk.Length * Loss(model, inputs, targets).item<float>();
        }

        return total / windows.Count;
    }

    /// <summary>Mean cross-entropy of one batch, a scalar tensor that the caller's dispose scope owns.</summary>
    /// <param name="model">The model, on any device and in any dtype.</param>
    /// <param name="inputs">int64 [batch, time].</param>
    /// <param name="targets">int64 [batch, time].</param>
    public static Tensor Loss(Llama model, Tensor inputs, Tensor targets)
    {
        var device = model.TokenEmbedding.Weight.device;
        var logits = model.call(inputs.to(device)).flatten(0, 1);

        // In fp32: of bf16 logits the loss would have three digits.
        return cross_entropy(logits.to(ScalarType.Float32), targets.to(device).flatten());
    }
}
