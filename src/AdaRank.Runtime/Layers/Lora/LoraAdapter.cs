using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Layers.Lora;

/// <summary>The two factors of an adapter, as modules of the layer that they stand beside.</summary>
/// <param name="Down">A, [r, inputs].</param>
/// <param name="Up">B, [outputs, r].</param>
/// <param name="Scale">α / r.</param>
internal sealed record LoraAdapter(Linear Down, Linear Up, double Scale)
{
    /// <summary>Name of A's module in checkpoints.</summary>
    public const string DownName = "lora_A";

    /// <summary>Name of B's module in checkpoints.</summary>
    public const string UpName = "lora_B";

    /// <summary>Makes factors whose product is zero, with dtype and device of a weight.</summary>
    public static LoraAdapter For(Parameter weight, int rank, double scale)
    {
        var (outputs, inputs) = ((int)weight.shape[0], (int)weight.shape[1]);
        var (down, up) = (new Linear(inputs, rank), new Linear(rank, outputs, deviation: 0));
        using (no_grad())
        {
            // Kaiming's uniform bound for a slope of √5, as linear layers have by default.
            down.Weight.uniform_(-1 / Math.Sqrt(inputs), 1 / Math.Sqrt(inputs));
        }

        down.to(weight.device, weight.dtype);
        up.to(weight.device, weight.dtype);
        return new LoraAdapter(down, up, scale);
    }

    /// <summary>(α / r) x Aᵀ Bᵀ.</summary>
    /// <param name="x">[..., inputs].</param>
    /// <returns>[..., outputs], owned by the caller.</returns>
    public Tensor Forward(Tensor x)
    {
        using var inner = Down.call(x);
        using var product = Up.call(inner);
        return product * Scale;
    }

    /// <summary>(α / r) B A, [outputs, inputs], owned by the caller.</summary>
    public Tensor Product() => Up.Weight.mm(Down.Weight).mul_(Scale);
}
