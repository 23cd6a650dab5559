namespace Pretrain.Training;

/// <summary>Bytes of optimizer state.</summary>
/// <param name="Analytic">By the formulas.</param>
/// <param name="Allocated">As the tensors' storages take them.</param>
internal readonly record struct StateUse(long Analytic, long Allocated);
