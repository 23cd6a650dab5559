using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AdaRank.Cuda.Errors;

namespace AdaRank.Cuda.Driver;

/// <summary>Memory of a device that is no tensor: tables of pointers, work space.</summary>
/// <remarks>
/// Past PyTorch's allocator, so it is for few and long-lived pieces. What is copied to it must not hold references, which the
/// constraint of the methods says.
/// </remarks>
internal sealed class CudaBuffer : SafeHandle
{
    private readonly CudaDevice _device;
    private readonly string _bank;

    /// <summary>Takes memory; its content is undefined.</summary>
    /// <param name="device">The device.</param>
    /// <param name="bytes">How much; at least 1.</param>
    /// <param name="bank">What for, for messages.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is not above 0.</exception>
    /// <exception cref="CudaOutOfMemoryException">There is not enough.</exception>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public CudaBuffer(CudaDevice device, long bytes, string bank)
        : base(0, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        _device = device;
        _bank = bank;
        Bytes = bytes;
        using var current = device.Enter();
        SetHandle(device.Driver.Allocate(bytes, bank));
    }

    /// <summary>How many bytes it has.</summary>
    public long Bytes { get; }

    /// <summary>Where it begins, on the device. Valid as long as this object is not disposed.</summary>
    public nint Address
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>A buffer that holds values.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="device">The device.</param>
    /// <param name="values">The values; at least one.</param>
    /// <param name="stream">Where the copy is queued.</param>
    /// <param name="bank">What for, for messages.</param>
    public static CudaBuffer Holding<T>(CudaDevice device, ReadOnlySpan<T> values, CudaStream stream, string bank)
        where T : unmanaged
    {
        var buffer = new CudaBuffer(device, (long)values.Length * Unsafe.SizeOf<T>(), bank);
        try
        {
            buffer.Write(values, stream);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>Queues a copy of values into the buffer, from its beginning. The values are read before this returns.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="values">The values.</param>
    /// <param name="stream">Where.</param>
    /// <exception cref="ArgumentException">They take more than <see cref="Bytes"/>.</exception>
    public void Write<T>(ReadOnlySpan<T> values, CudaStream stream)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        CheckFits(bytes.Length, nameof(values));
        using var current = _device.Enter();
        _device.Driver.CopyToDevice(Address, bytes, stream, _bank);
    }

    /// <summary>Copies values out of the buffer, from its beginning, and waits for them.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="values">Receives the values.</param>
    /// <param name="stream">Where.</param>
    /// <exception cref="ArgumentException">They take more than <see cref="Bytes"/>.</exception>
    public void Read<T>(Span<T> values, CudaStream stream)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        CheckFits(bytes.Length, nameof(values));
        using var current = _device.Enter();
        _device.Driver.CopyToHost(bytes, Address, stream, _bank);
    }

    /// <summary>Queues the filling of the whole buffer with one byte.</summary>
    /// <param name="value">The byte.</param>
    /// <param name="stream">Where.</param>
    public void Fill(byte value, CudaStream stream)
    {
        using var current = _device.Enter();
        _device.Driver.Fill(Address, value, Bytes, stream, _bank);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => _device.Release(handle, static (driver, owned) => driver.Free(owned));

    private void CheckFits(long bytes, string parameter)
    {
        if (bytes > Bytes)
        {
            throw new ArgumentException($"{parameter} take {bytes} bytes, but the buffer '{_bank}' has {Bytes}: pass fewer, or make a larger buffer.", parameter);
        }
    }
}
