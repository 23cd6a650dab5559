using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Tensors;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Refresh;

/// <summary>The memory that refreshes need while they run: one set for all banks of a group, which work one after another.</summary>
/// <remarks>
/// It grows to what the largest need was, and is PyTorch's, so that what is given back is there for its tensors. Banks that need more than
/// the budget are refreshed some matrices at a time.
/// </remarks>
internal sealed class RefreshScratch : IDisposable
{
    private const long DefaultMostBytes = 4L << 30;

    private readonly CudaDevice _device;
    private readonly Tensor?[] _places = new Tensor?[Enum.GetValues<Place>().Length];

    /// <summary>Begins with no memory.</summary>
    /// <param name="device">The device.</param>
    /// <param name="mostBytes">How much the parts of a refresh that grow with the number of matrices may take; one matrix may take more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The budget is not above 0.</exception>
    public RefreshScratch(CudaDevice device, long mostBytes = DefaultMostBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostBytes);
        (_device, MostBytes) = (device, mostBytes);
    }

    /// <summary>What a piece is for. Each is in use once at a time.</summary>
    internal enum Place
    {
        /// <summary>Images on the long side, fp32.</summary>
        Images,

        /// <summary>Columns on the short side, fp32, or a second set of images.</summary>
        Columns,

        /// <summary>Factors of products with gradients, in their type.</summary>
        Factors,

        /// <summary>Gram matrices, fp32.</summary>
        Grams,

        /// <summary>What is made of Gram matrices, fp32.</summary>
        Squares,

        /// <summary>A few numbers a matrix, and tables.</summary>
        Small,
    }

    /// <summary>The budget in bytes.</summary>
    public long MostBytes { get; }

    /// <summary>How many bytes there are.</summary>
    public long Bytes => _places.Sum(static place => place is null ? 0 : place.numel() * sizeof(float));

    /// <summary>How many matrices are refreshed at once.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="bytesOfOne">What one takes.</param>
    /// <param name="mostBytes">The budget.</param>
    public static int AtOnce(int count, long bytesOfOne, long mostBytes) => (int)Math.Clamp(mostBytes / bytesOfOne, 1, count);

    /// <summary>The address of a piece that is at least so large. What was in it is lost if it grows.</summary>
    /// <param name="place">Which piece.</param>
    /// <param name="bytes">How much.</param>
    public nint Take(Place place, long bytes) => TensorPointer.Of(Grow(place, bytes));

    /// <summary>A piece as a tensor of fp32, the caller's to dispose; the memory stays.</summary>
    /// <param name="place">Which piece.</param>
    /// <param name="shape">The shape; it has been taken that large.</param>
    public Tensor View(Place place, params long[] shape)
    {
        var count = shape.Aggregate(1L, static (product, side) => product * side);
        using var part = Grow(place, count * sizeof(float)).narrow(0, 0, count);
        return part.view(shape);
    }

    /// <summary>Gives all memory back to PyTorch.</summary>
    public void Dispose()
    {
        for (var index = 0; index < _places.Length; index++)
        {
            _places[index]?.Dispose();
            _places[index] = null;
        }
    }

    private Tensor Grow(Place place, long bytes)
    {
        var floats = (bytes + sizeof(float) - 1) / sizeof(float);
        if (_places[(int)place] is { } held && held.numel() >= floats)
        {
            return held;
        }

        // First the old, so that both need not be there at once. PyTorch gives memory to later work of the same stream only.
        _places[(int)place]?.Dispose();
        _places[(int)place] = null;
        var grown = empty([floats], ScalarType.Float32, new Device(TorchSharp.DeviceType.CUDA, _device.Ordinal)).DetachFromDisposeScope();
        _places[(int)place] = grown;
        return grown;
    }
}
