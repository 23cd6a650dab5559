using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;

namespace AdaRank.Cuda.Launch;

/// <summary>A kernel of a module, ready to be launched.</summary>
/// <remarks>Launching allocates nothing and waits for nothing. Not safe for several threads at once.</remarks>
internal sealed class CudaKernel
{
    // Without asking, a kernel can have 48 KB of dynamic shared memory.
    private const int DefaultSharedBytes = 48 * 1024;

    private readonly CudaModule _module;
    private readonly nint _function;
    private readonly KernelSignature _signature;
    private readonly int _maxBlockSize;
    private readonly int _maxSharedBytes;
    private int _allowedSharedBytes;

    /// <summary>Reads what a kernel can do. The context of its device is current.</summary>
    /// <param name="module">Its module, which it keeps alive.</param>
    /// <param name="function">The driver's handle of it.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="CudaException">The driver refuses.</exception>
    /// <exception cref="NotSupportedException">It has parameters that cannot be passed.</exception>
    public CudaKernel(CudaModule module, nint function, string name)
    {
        var driver = module.Device.Driver;
        _module = module;
        _function = function;
        Name = name;
        Registers = driver.FunctionAttribute(function, CudaFunctionAttribute.Registers, name);
        SpilledBytes = driver.FunctionAttribute(function, CudaFunctionAttribute.LocalBytes, name);
        _signature = KernelSignature.Of(name, driver.ParameterSizes(function));
        _maxBlockSize = driver.FunctionAttribute(function, CudaFunctionAttribute.MaxThreadsPerBlock, name);
        var staticBytes = driver.FunctionAttribute(function, CudaFunctionAttribute.StaticSharedBytes, name);
        _maxSharedBytes = module.Device.MaxSharedBytesPerBlock - staticBytes;
        _allowedSharedBytes = Math.Min(DefaultSharedBytes - staticBytes, _maxSharedBytes);
    }

    /// <summary>The name of the kernel.</summary>
    public string Name { get; }

    /// <summary>How many registers a thread has.</summary>
    public int Registers { get; }

    /// <summary>How much local memory a thread has: what did not fit the registers.</summary>
    public int SpilledBytes { get; }

    /// <summary>How many blocks the device runs at once.</summary>
    /// <param name="blockSize">Threads of a block.</param>
    /// <param name="sharedBytes">Dynamic shared memory of a block.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kernel cannot run with such blocks.</exception>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public int BlocksAtOnce(int blockSize, int sharedBytes = 0)
    {
        new LaunchShape(1, BlockX: blockSize, SharedBytes: sharedBytes).Check(Name, _maxBlockSize, _maxSharedBytes);
        using var current = Enter();
        AllowShared(sharedBytes);
        return _module.Device.Driver.ActiveBlocks(_function, blockSize, sharedBytes, Name) * _module.Device.MultiprocessorCount;
    }

    /// <summary>Queues the kernel.</summary>
    /// <remarks>
    /// What the arguments point to must live until it has run. A tensor on PyTorch's stream need only live until this returns:
    /// PyTorch gives its memory to later work of the same stream.
    /// </remarks>
    /// <param name="shape">Blocks and threads.</param>
    /// <param name="arguments">An argument for each parameter, in order.</param>
    /// <param name="stream">Where.</param>
    /// <param name="bank">What it works on, for messages; null for none.</param>
    /// <exception cref="ArgumentException">Shape or arguments do not fit the kernel.</exception>
    /// <exception cref="CudaException">The driver refuses, or earlier work on the device failed.</exception>
    public unsafe void Launch(in LaunchShape shape, in KernelArguments arguments, CudaStream stream, string? bank = null)
    {
        shape.Check(Name, _maxBlockSize, _maxSharedBytes);
        _signature.Check(Name, in arguments);
        using var current = Enter();
        AllowShared(shape.SharedBytes);

        var pointers = stackalloc void*[KernelArguments.MaxCount];
        fixed (ulong* slots = arguments.Slots)
        {
            for (var i = 0; i < arguments.Count; i++)
            {
                pointers[i] = slots + i;
            }

            _module.Device.Driver.Launch(
                _function,
                ((uint)shape.GridX, (uint)shape.GridY, (uint)shape.GridZ),
                ((uint)shape.BlockX, (uint)shape.BlockY, (uint)shape.BlockZ),
                (uint)shape.SharedBytes,
                stream,
                pointers,
                Name,
                bank);
        }

        GC.KeepAlive(_module);
    }

    private CurrentContext Enter()
    {
        ObjectDisposedException.ThrowIf(_module.IsClosed, _module);
        return _module.Device.Enter();
    }

    private void AllowShared(int bytes)
    {
        if (bytes > _allowedSharedBytes)
        {
            _module.Device.Driver.SetFunctionAttribute(_function, CudaFunctionAttribute.MaxDynamicSharedBytes, bytes, Name);
            _allowedSharedBytes = bytes;
        }
    }
}
