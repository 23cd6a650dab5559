using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>State from which a matrix continues an earlier run. Its tensors pass to the engine.</summary>
internal sealed record MatrixSnapshot(
    Tensor Basis,
    IReadOnlyList<Tensor> State,
    bool IsProvisional,
    long Step,
    long LastRefreshStep,
    long RefreshCount,
    double ProjectedEnergy,
    double GradientEnergy);
