using System.Collections.Concurrent;
using AdaRank.Cuda.Errors;

namespace AdaRank.Cuda.Driver;

/// <summary>A device, with the context in which PyTorch has its tensors.</summary>
/// <remarks>
/// The context is the primary one, which the CUDA runtime, and so PyTorch, uses too: its pointers and streams are ours. It is
/// retained once and never released, since PyTorch keeps it until the process ends; so nothing here can outlive it.
/// </remarks>
internal sealed class CudaDevice
{
    private static readonly ConcurrentDictionary<int, Lazy<CudaDevice>> OfProcess = new();

    private readonly nint _context;

    /// <summary>Opens a device.</summary>
    /// <param name="driver">The driver, initialized.</param>
    /// <param name="ordinal">The number of the device, from 0, the same as PyTorch's.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such device.</exception>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public CudaDevice(CudaDriver driver, int ordinal)
    {
        var count = driver.DeviceCount();
        if (ordinal < 0 || ordinal >= count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(ordinal), ordinal, $"There are {count} CUDA devices: choose 0 to {count - 1}, or make more visible by CUDA_VISIBLE_DEVICES.");
        }

        Driver = driver;
        Ordinal = ordinal;
        var device = driver.Device(ordinal);
        Name = driver.DeviceName(device);
        Capability = new ComputeCapability(
            driver.DeviceAttribute(device, CudaDeviceAttribute.ComputeCapabilityMajor),
            driver.DeviceAttribute(device, CudaDeviceAttribute.ComputeCapabilityMinor));
        MultiprocessorCount = driver.DeviceAttribute(device, CudaDeviceAttribute.MultiprocessorCount);
        MaxThreadsPerMultiprocessor = driver.DeviceAttribute(device, CudaDeviceAttribute.MaxThreadsPerMultiprocessor);
        MaxSharedBytesPerBlock = driver.DeviceAttribute(device, CudaDeviceAttribute.MaxSharedMemoryPerBlockOptIn);
        L2CacheBytes = driver.DeviceAttribute(device, CudaDeviceAttribute.L2CacheSize);
        _context = driver.RetainPrimaryContext(device);
    }

    /// <summary>The driver.</summary>
    public CudaDriver Driver { get; }

    /// <summary>The number of the device, the same as PyTorch's.</summary>
    public int Ordinal { get; }

    /// <summary>The name of the device.</summary>
    public string Name { get; }

    /// <summary>Its generation.</summary>
    public ComputeCapability Capability { get; }

    /// <summary>How many multiprocessors it has.</summary>
    public int MultiprocessorCount { get; }

    /// <summary>How many threads one of them holds at most.</summary>
    public int MaxThreadsPerMultiprocessor { get; }

    /// <summary>How much shared memory a block can have, static and dynamic together.</summary>
    public int MaxSharedBytesPerBlock { get; }

    /// <summary>The size of the second cache.</summary>
    public int L2CacheBytes { get; }

    /// <summary>A device of this process.</summary>
    /// <param name="ordinal">Its number, from 0, the same as PyTorch's.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such device.</exception>
    /// <exception cref="CudaException">There is no driver, or it refuses.</exception>
    public static CudaDevice Get(int ordinal)
        => OfProcess.GetOrAdd(ordinal, static number => new Lazy<CudaDevice>(() => new CudaDevice(CudaDriver.Instance, number))).Value;

    /// <summary>Makes the context that of this thread until the result is disposed.</summary>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public CurrentContext Enter() => new(Driver, _context);

    /// <summary>The memory of the device.</summary>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public MemoryAmounts Memory()
    {
        using var current = Enter();
        return Driver.Memory();
    }

    /// <summary>Gives something back, on any thread. Never throws, since finalizers come here.</summary>
    /// <param name="owned">The driver's handle of it.</param>
    /// <param name="release">Gives it back; returns the driver's status.</param>
    /// <returns>Whether the driver took it.</returns>
    public bool Release(nint owned, Func<CudaDriver, nint, int> release)
    {
        try
        {
            // The finalizer's thread has no context of its own.
            using var current = Enter();
            return release(Driver, owned) == (int)CudaStatus.Success;
        }
        catch (CudaException)
        {
            // The driver has shut down, or a kernel broke the context: then there is nothing left to give back.
            return false;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"cuda:{Ordinal} ({Name}, {Capability})";
}
