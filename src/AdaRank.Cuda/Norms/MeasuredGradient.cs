namespace AdaRank.Cuda.Norms;

/// <summary>A gradient whose norm is to be taken: what of it never changes.</summary>
/// <param name="Count">How many numbers it has; at least 1.</param>
/// <param name="IsBFloat16">Whether they are bf16; otherwise fp32.</param>
internal readonly record struct MeasuredGradient(long Count, bool IsBFloat16);
