using static TorchSharp.torch;

namespace AdaRank.Cuda.Refresh;

/// <summary>One matrix of a refresh.</summary>
/// <param name="Gradient">G, [m, n] in bf16 or fp32, contiguous, on the device. Read only; lives until the refresh has run.</param>
/// <param name="Basis">The old basis, [d, stride] in bf16, contiguous, on the device, its lines padded; null for a cold start.</param>
/// <param name="Rank">How many of its columns count.</param>
/// <param name="Name">Keys the random columns: the hash of the checkpoint name.</param>
/// <param name="Draw">Keys them too: the refresh count.</param>
internal readonly record struct RefreshMember(Tensor Gradient, Tensor? Basis, int Rank, ulong Name, long Draw);
