using System.Globalization;

namespace AdaRank.Cuda.Errors;

/// <summary>The memory of the device does not suffice.</summary>
/// <remarks>Nothing was allocated and the device goes on working: a smaller rank, batch or model can be tried in the same process.</remarks>
public sealed class CudaOutOfMemoryException : CudaException
{
    internal CudaOutOfMemoryException(CudaFailure failure, long? requestedBytes, long? freeBytes, long? totalBytes)
        : base(failure, Advice(requestedBytes, freeBytes, totalBytes))
    {
        RequestedBytes = requestedBytes;
        FreeBytes = freeBytes;
        TotalBytes = totalBytes;
    }

    /// <summary>How many bytes were asked for, or null when the library chose the amount itself.</summary>
    public long? RequestedBytes { get; }

    /// <summary>How many bytes of the device were free right after, or null when it did not tell.</summary>
    /// <remarks>Memory that PyTorch's allocator keeps for later is not free in this sense.</remarks>
    public long? FreeBytes { get; }

    /// <summary>How many bytes the device has, or null when it did not tell.</summary>
    public long? TotalBytes { get; }

    private static string Advice(long? requestedBytes, long? freeBytes, long? totalBytes)
    {
        var requested = requestedBytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes were asked for. ") : "";
        var left = freeBytes is { } free && totalBytes is { } total
            ? string.Create(CultureInfo.InvariantCulture, $"{free:N0} of {total:N0} bytes are free; what PyTorch's allocator keeps for later counts as taken. ")
            : "";

        return requested + left + "Use a smaller rank or batch, states of fewer bits, or a device with more memory.";
    }
}
