using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>A parameter whose gradient is there and finite.</summary>
/// <param name="Owner">What the engine keeps for the parameter.</param>
/// <param name="Gradient">The gradient, in native orientation.</param>
/// <param name="Energy">‖G‖_F², in squared gradient units.</param>
internal readonly record struct ReadyGradient<TOwner>(TOwner Owner, Tensor Gradient, double Energy);
