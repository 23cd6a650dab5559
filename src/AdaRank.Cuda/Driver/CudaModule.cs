using System.Runtime.InteropServices;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Launch;

namespace AdaRank.Cuda.Driver;

/// <summary>Compiled kernels, loaded on a device.</summary>
/// <remarks>Keep it until what was queued of its kernels has run: unloading does not wait.</remarks>
internal sealed class CudaModule : SafeHandle
{
    /// <summary>Loads kernels.</summary>
    /// <param name="device">The device.</param>
    /// <param name="image">A cubin, or PTX that ends with a zero byte.</param>
    /// <param name="name">What they are, for messages.</param>
    /// <exception cref="CudaException">The driver refuses, as it does with kernels for another device.</exception>
    public CudaModule(CudaDevice device, ReadOnlySpan<byte> image, string name)
        : base(0, ownsHandle: true)
    {
        Device = device;
        Name = name;
        using var current = device.Enter();
        SetHandle(device.Driver.LoadModule(image, name));
    }

    /// <summary>The device.</summary>
    public CudaDevice Device { get; }

    /// <summary>What the kernels are.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Finds a kernel.</summary>
    /// <param name="name">Its name; it is declared <c>extern "C"</c>.</param>
    /// <exception cref="CudaException">There is none of this name.</exception>
    public CudaKernel Kernel(string name)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        using var current = Device.Enter();
        return new CudaKernel(this, Device.Driver.Function(handle, name), name);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Device.Release(handle, static (driver, owned) => driver.UnloadModule(owned));
}
