namespace AdaRank.Cuda.Banks;

/// <summary>The numbers of one update W ← decay W + scale A Bᵀ.</summary>
/// <param name="Decay">1 - lr wd.</param>
/// <param name="Scale">-lr α.</param>
/// <param name="Seed">Keys the random bits of roundings.</param>
/// <param name="Round">Counts updates, so that none uses the bits of another.</param>
internal readonly record struct UpdateScalars(float Decay, float Scale, ulong Seed, uint Round);
