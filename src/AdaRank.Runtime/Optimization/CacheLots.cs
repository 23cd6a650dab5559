using TorchSharp;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>How much is measured and then stepped at a time: on a CPU as much as stays in its cache from the one to the other.</summary>
internal static class CacheLots
{
    /// <summary>Of gradients, in bytes. Weights and moments must fit beside them.</summary>
    public const long Bytes = 4 << 20;

    /// <summary>Of gradients that are opened as another type for a step, in bytes: as many copies exist at a time, of weights and of gradients.</summary>
    public const long OpenedBytes = 64 << 20;

    /// <summary>Whether a tensor lies where lots are worth it. Elsewhere all norms come to the host in one copy.</summary>
    public static bool Has(Tensor tensor) => tensor.device_type is DeviceType.CPU;

    /// <summary>How many tensors make a lot, at least one.</summary>
    /// <param name="example">One of them.</param>
    /// <param name="bytes">What each takes.</param>
    public static int Count(Tensor example, long bytes) => Has(example) ? (int)Math.Clamp(Bytes / Math.Max(1, bytes), 1, int.MaxValue / 2) : int.MaxValue / 2;
}
