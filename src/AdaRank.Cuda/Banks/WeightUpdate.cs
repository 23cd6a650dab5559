using System.Runtime.CompilerServices;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;

namespace AdaRank.Cuda.Banks;

/// <summary>Adds the products of basis and direction to all weights of a bank: W ← decay W + scale A Bᵀ (method.md eq. 4.5).</summary>
/// <remarks>A has a line for each row of W and B one for each column, whichever side is projected.</remarks>
internal abstract class WeightUpdate : IDisposable
{
    private protected WeightUpdate(BankKernels kernels, string name, in BankGeometry geometry, int count)
    {
        (Kernels, Name, Geometry, Count) = (kernels, name, geometry, count);
        Table = new CudaBuffer(kernels.Backend.Device, (long)count * Unsafe.SizeOf<UpdateEntry>(), name);
    }

    /// <summary>How many kernels an update launches.</summary>
    public abstract int Launches { get; }

    /// <summary>Bytes that it needs besides the state.</summary>
    public virtual long ScratchBytes => 0;

    private protected BankKernels Kernels { get; }

    private protected string Name { get; }

    private protected BankGeometry Geometry { get; }

    private protected int Count { get; }

    private protected CudaBuffer Table { get; }

    /// <summary>The update that suits a bank.</summary>
    /// <param name="kernels">Kernels of the device.</param>
    /// <param name="name">The name of the bank, for messages.</param>
    /// <param name="geometry">Shape and rank.</param>
    /// <param name="count">How many matrices.</param>
    /// <param name="type">The type of the weights.</param>
    /// <exception cref="CudaException">The device refuses.</exception>
    public static WeightUpdate For(BankKernels kernels, string name, in BankGeometry geometry, int count, WeightType type)
    {
        if (type is WeightType.Float32 || geometry.Rank > LowRankUpdate.MaxRank || kernels.LowRankUpdate is null)
        {
            return new ProductUpdate(kernels, name, geometry, count, type);
        }

        return StreamedUpdate.CanMove(geometry)
            ? new StreamedUpdate(kernels, name, geometry, count)
            : new LowRankUpdate(kernels, name, geometry, count);
    }

    /// <summary>Queues the tables that say where everything is. Again when something has moved.</summary>
    /// <param name="entries">Each matrix's weight and factors.</param>
    /// <param name="stream">Where.</param>
    /// <exception cref="CudaException">The device refuses.</exception>
    public virtual void Bind(ReadOnlySpan<UpdateEntry> entries, CudaStream stream) => Table.Write(entries, stream);

    /// <summary>Queues the update.</summary>
    /// <param name="scalars">Its numbers.</param>
    /// <param name="stream">Where.</param>
    /// <exception cref="CudaException">The device refuses.</exception>
    public abstract void Queue(in UpdateScalars scalars, CudaStream stream);

    /// <inheritdoc/>
    public virtual void Dispose() => Table.Dispose();
}
