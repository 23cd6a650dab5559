using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>Tensors that outlive every dispose scope, and what they take.</summary>
internal static class Storage
{
    /// <summary>A zero tensor that its owner disposes.</summary>
    public static Tensor Zeros(ReadOnlySpan<long> shape, ScalarType dtype, Device device) =>
        zeros(shape, dtype: dtype, device: device).DetachFromDisposeScope();

    /// <summary>How many elements a shape has.</summary>
    public static long Elements(IReadOnlyList<long> shape) => shape.Aggregate(1L, static (product, length) => product * length);

    /// <summary>Bytes of the storage behind a tensor: more than its elements when it is a view of something larger.</summary>
    public static long Bytes(Tensor tensor)
    {
        // A storage object holds a second handle of its tensor, which would keep it alive after its owner has disposed it.
        using var scope = NewDisposeScope();
        return tensor.dtype switch
        {
            ScalarType.Float64 => tensor.storage<double>().Count * sizeof(double),
            ScalarType.Float32 => tensor.storage<float>().Count * sizeof(float),
            ScalarType.Byte => tensor.storage<byte>().Count,

            // There is no managed type for its elements; encoded state is never a view.
            _ => tensor.numel() * tensor.element_size(),
        };
    }
}
