namespace AdaRank.Cuda.Driver;

/// <summary>The memory of a device.</summary>
/// <param name="FreeBytes">Bytes that nobody has. What PyTorch's allocator keeps for later is not among them.</param>
/// <param name="TotalBytes">All bytes.</param>
internal readonly record struct MemoryAmounts(long FreeBytes, long TotalBytes);
