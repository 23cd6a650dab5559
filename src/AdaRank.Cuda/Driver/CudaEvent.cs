using System.Runtime.InteropServices;
using AdaRank.Cuda.Errors;

namespace AdaRank.Cuda.Driver;

/// <summary>A mark in a stream, to wait for or to measure time with.</summary>
internal sealed class CudaEvent : SafeHandle
{
    private const uint DisableTiming = 2;

    private readonly CudaDevice _device;

    /// <summary>Makes an event.</summary>
    /// <param name="device">The device.</param>
    /// <param name="measuresTime">Whether it will measure time; without, it costs less.</param>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public CudaEvent(CudaDevice device, bool measuresTime = true)
        : base(0, ownsHandle: true)
    {
        _device = device;
        using var current = device.Enter();
        SetHandle(device.Driver.CreateEvent(measuresTime ? 0 : DisableTiming));
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Whether the stream has come to it. True before it was recorded.</summary>
    /// <exception cref="CudaException">Work before it failed.</exception>
    public bool HasHappened
    {
        get
        {
            using var current = Enter();
            return _device.Driver.HasHappened(handle);
        }
    }

    /// <summary>Puts it into a stream, behind what is there.</summary>
    /// <param name="stream">The stream.</param>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public void Record(CudaStream stream)
    {
        using var current = Enter();
        _device.Driver.RecordEvent(handle, stream);
    }

    /// <summary>Waits until the stream has come to it.</summary>
    /// <exception cref="CudaException">Work before it failed.</exception>
    public void Wait()
    {
        using var current = Enter();
        _device.Driver.WaitForEvent(handle);
    }

    /// <summary>The time from an earlier event to this one, in milliseconds; both have been waited for.</summary>
    /// <param name="start">The earlier event.</param>
    /// <exception cref="CudaException">One has not happened, or measures no time.</exception>
    public float MillisecondsSince(CudaEvent start)
    {
        ObjectDisposedException.ThrowIf(start.IsClosed, start);
        using var current = Enter();
        return _device.Driver.ElapsedMilliseconds(start.handle, handle);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => _device.Release(handle, static (driver, owned) => driver.DestroyEvent(owned));

    private CurrentContext Enter()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return _device.Enter();
    }
}
