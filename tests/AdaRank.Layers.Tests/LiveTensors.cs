using TorchSharp;

namespace AdaRank.Layers.Tests;

/// <summary>Counts tensors whose managed handles this thread has made and nobody has disposed.</summary>
/// <remarks>By thread, since finalizers run on another one and change the process's count when they like.</remarks>
internal static class LiveTensors
{
    public static long Count => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
}
