using TorchSharp.Modules;

namespace AdaRank.Layers;

/// <summary>A layer whose weight a tied linear layer can use.</summary>
public interface IWeightOwner
{
    /// <summary>The weight. Owned by the layer, which replaces it when it is moved or converted: do not keep it.</summary>
    Parameter Weight { get; }
}
