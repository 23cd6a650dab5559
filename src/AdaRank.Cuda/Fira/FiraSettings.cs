using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Limiting;

namespace AdaRank.Cuda.Fira;

/// <summary>What Fira is told (method.md eq. 7.2 and 7.3).</summary>
/// <param name="Adam">Decays, ε and α.</param>
/// <param name="Limiter">γ and stage of the limiter; published code has 1.01 and raw.</param>
internal readonly record struct FiraSettings(AdamSettings Adam, LimiterSettings Limiter);
