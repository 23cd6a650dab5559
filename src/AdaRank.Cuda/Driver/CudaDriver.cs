using System.Runtime.InteropServices;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Native;

namespace AdaRank.Cuda.Driver;

/// <summary>The functions of the CUDA driver that AdaRank calls.</summary>
/// <remarks>
/// Called by address: no marshalling, no allocation, and nothing that trimming could lose. Each member throws what the
/// driver reports; the work itself runs later, so a failure inside a kernel comes out of some later call.
/// </remarks>
internal sealed unsafe class CudaDriver
{
    private static readonly Lazy<CudaDriver> OfProcess = new(static () =>
    {
        var driver = new CudaDriver(CudaLibraryLoader.Load(CudaLibrary.Driver));
        driver.Initialize();
        return driver;
    });

    private readonly delegate* unmanaged<uint, int> _init;
    private readonly delegate* unmanaged<int*, int> _driverGetVersion;
    private readonly delegate* unmanaged<int, byte**, int> _getErrorName;
    private readonly delegate* unmanaged<int, byte**, int> _getErrorString;
    private readonly delegate* unmanaged<int*, int> _deviceGetCount;
    private readonly delegate* unmanaged<int*, int, int> _deviceGet;
    private readonly delegate* unmanaged<byte*, int, int, int> _deviceGetName;
    private readonly delegate* unmanaged<int*, int, int, int> _deviceGetAttribute;
    private readonly delegate* unmanaged<nint*, int, int> _devicePrimaryCtxRetain;
    private readonly delegate* unmanaged<nint*, int> _ctxGetCurrent;
    private readonly delegate* unmanaged<nint, int> _ctxSetCurrent;
    private readonly delegate* unmanaged<nint*, void*, int> _moduleLoadData;
    private readonly delegate* unmanaged<nint*, nint, byte*, int> _moduleGetFunction;
    private readonly delegate* unmanaged<nint, int> _moduleUnload;
    private readonly delegate* unmanaged<int*, int, nint, int> _funcGetAttribute;
    private readonly delegate* unmanaged<nint, int, int, int> _funcSetAttribute;
    private readonly delegate* unmanaged<nint, nuint, nuint*, nuint*, int> _funcGetParamInfo;
    private readonly delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int> _launchKernel;
    private readonly delegate* unmanaged<int*, nint, int, nuint, int> _occupancy;
    private readonly delegate* unmanaged<nint*, nuint, int> _memAlloc;
    private readonly delegate* unmanaged<nint, int> _memFree;
    private readonly delegate* unmanaged<nuint*, nuint*, int> _memGetInfo;
    private readonly delegate* unmanaged<nint, void*, nuint, nint, int> _memcpyHtoDAsync;
    private readonly delegate* unmanaged<void*, nint, nuint, nint, int> _memcpyDtoHAsync;
    private readonly delegate* unmanaged<nint, nint, nuint, nint, int> _memcpyDtoDAsync;
    private readonly delegate* unmanaged<nint, byte, nuint, nint, int> _memsetD8Async;
    private readonly delegate* unmanaged<nint, int> _streamSynchronize;
    private readonly delegate* unmanaged<nint*, uint, int> _eventCreate;
    private readonly delegate* unmanaged<nint, nint, int> _eventRecord;
    private readonly delegate* unmanaged<nint, int> _eventQuery;
    private readonly delegate* unmanaged<nint, int> _eventSynchronize;
    private readonly delegate* unmanaged<float*, nint, nint, int> _eventElapsedTime;
    private readonly delegate* unmanaged<nint, int> _eventDestroy;
    private readonly delegate* unmanaged<void*, int, uint, nint, ulong*, ulong*, uint*, uint*, int, int, int, int, int> _tensorMapEncodeTiled;

    /// <summary>Finds the functions; calls none of them.</summary>
    /// <param name="exports">The functions of the driver's library.</param>
    /// <exception cref="CudaLibraryException">A function is missing.</exception>
    public CudaDriver(NativeExports exports)
    {
        // Names with _v2 are what the headers mean by the plain name; the plain export is that of CUDA 3.
        _init = (delegate* unmanaged<uint, int>)exports.Require("cuInit");
        _driverGetVersion = (delegate* unmanaged<int*, int>)exports.Require("cuDriverGetVersion");
        _getErrorName = (delegate* unmanaged<int, byte**, int>)exports.Require("cuGetErrorName");
        _getErrorString = (delegate* unmanaged<int, byte**, int>)exports.Require("cuGetErrorString");
        _deviceGetCount = (delegate* unmanaged<int*, int>)exports.Require("cuDeviceGetCount");
        _deviceGet = (delegate* unmanaged<int*, int, int>)exports.Require("cuDeviceGet");
        _deviceGetName = (delegate* unmanaged<byte*, int, int, int>)exports.Require("cuDeviceGetName");
        _deviceGetAttribute = (delegate* unmanaged<int*, int, int, int>)exports.Require("cuDeviceGetAttribute");
        _devicePrimaryCtxRetain = (delegate* unmanaged<nint*, int, int>)exports.Require("cuDevicePrimaryCtxRetain");
        _ctxGetCurrent = (delegate* unmanaged<nint*, int>)exports.Require("cuCtxGetCurrent");
        _ctxSetCurrent = (delegate* unmanaged<nint, int>)exports.Require("cuCtxSetCurrent");
        _moduleLoadData = (delegate* unmanaged<nint*, void*, int>)exports.Require("cuModuleLoadData");
        _moduleGetFunction = (delegate* unmanaged<nint*, nint, byte*, int>)exports.Require("cuModuleGetFunction");
        _moduleUnload = (delegate* unmanaged<nint, int>)exports.Require("cuModuleUnload");
        _funcGetAttribute = (delegate* unmanaged<int*, int, nint, int>)exports.Require("cuFuncGetAttribute");
        _funcSetAttribute = (delegate* unmanaged<nint, int, int, int>)exports.Require("cuFuncSetAttribute");
        _launchKernel = (delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)exports.Require("cuLaunchKernel");
        _occupancy = (delegate* unmanaged<int*, nint, int, nuint, int>)exports.Require("cuOccupancyMaxActiveBlocksPerMultiprocessor");
        _memAlloc = (delegate* unmanaged<nint*, nuint, int>)exports.Require("cuMemAlloc_v2");
        _memFree = (delegate* unmanaged<nint, int>)exports.Require("cuMemFree_v2");
        _memGetInfo = (delegate* unmanaged<nuint*, nuint*, int>)exports.Require("cuMemGetInfo_v2");
        _memcpyHtoDAsync = (delegate* unmanaged<nint, void*, nuint, nint, int>)exports.Require("cuMemcpyHtoDAsync_v2");
        _memcpyDtoHAsync = (delegate* unmanaged<void*, nint, nuint, nint, int>)exports.Require("cuMemcpyDtoHAsync_v2");
        _memcpyDtoDAsync = (delegate* unmanaged<nint, nint, nuint, nint, int>)exports.Require("cuMemcpyDtoDAsync_v2");
        _memsetD8Async = (delegate* unmanaged<nint, byte, nuint, nint, int>)exports.Require("cuMemsetD8Async");
        _streamSynchronize = (delegate* unmanaged<nint, int>)exports.Require("cuStreamSynchronize");
        _eventCreate = (delegate* unmanaged<nint*, uint, int>)exports.Require("cuEventCreate");
        _eventRecord = (delegate* unmanaged<nint, nint, int>)exports.Require("cuEventRecord");
        _eventQuery = (delegate* unmanaged<nint, int>)exports.Require("cuEventQuery");
        _eventSynchronize = (delegate* unmanaged<nint, int>)exports.Require("cuEventSynchronize");
        _eventElapsedTime = (delegate* unmanaged<float*, nint, nint, int>)exports.Require("cuEventElapsedTime");
        _eventDestroy = (delegate* unmanaged<nint, int>)exports.Require("cuEventDestroy_v2");

        // Since CUDA 12.4. Without it, arguments are not compared with what the kernel declares.
        _funcGetParamInfo = (delegate* unmanaged<nint, nuint, nuint*, nuint*, int>)exports.Find("cuFuncGetParamInfo");

        // Since CUDA 12.0, which is older than the devices that have a copy engine for tensors.
        _tensorMapEncodeTiled = (delegate* unmanaged<void*, int, uint, nint, ulong*, ulong*, uint*, uint*, int, int, int, int, int>)exports.Find("cuTensorMapEncodeTiled");
    }

    /// <summary>The driver of this process, initialized.</summary>
    /// <exception cref="CudaException">There is no driver, or it finds no device.</exception>
    public static CudaDriver Instance => OfProcess.Value;

    /// <summary>Initializes the driver. Doing so again does nothing.</summary>
    public void Initialize() => Check(_init(0), "cuInit");

    /// <summary>The version of CUDA that the driver knows, for example 13000 for 13.0.</summary>
    public int Version()
    {
        int version;
        Check(_driverGetVersion(&version), "cuDriverGetVersion");
        return version;
    }

    /// <summary>How many devices the process may use.</summary>
    public int DeviceCount()
    {
        int count;
        Check(_deviceGetCount(&count), "cuDeviceGetCount");
        return count;
    }

    /// <summary>The driver's handle of a device.</summary>
    /// <param name="ordinal">Its number, from 0, the same as PyTorch's.</param>
    public int Device(int ordinal)
    {
        int device;
        Check(_deviceGet(&device, ordinal), "cuDeviceGet");
        return device;
    }

    /// <summary>The name of a device.</summary>
    /// <param name="device">Its handle.</param>
    public string DeviceName(int device)
    {
        const int length = 256;
        var name = stackalloc byte[length];
        Check(_deviceGetName(name, length, device), "cuDeviceGetName");
        return Marshal.PtrToStringUTF8((nint)name) ?? "";
    }

    /// <summary>A property of a device.</summary>
    /// <param name="device">Its handle.</param>
    /// <param name="attribute">Which property.</param>
    public int DeviceAttribute(int device, CudaDeviceAttribute attribute)
    {
        int value;
        Check(_deviceGetAttribute(&value, (int)attribute, device), "cuDeviceGetAttribute");
        return value;
    }

    /// <summary>Describes boxes of a tensor of bf16 for the copy engine.</summary>
    /// <param name="map">Where the 128 bytes of the description go: a multiple of 64.</param>
    /// <param name="address">The first number, on the device: a multiple of 16.</param>
    /// <param name="sizes">Sizes, the fastest dimension first; two to five.</param>
    /// <param name="strides">Bytes from one to the next in each dimension but the first; multiples of 16.</param>
    /// <param name="box">Sizes of a box, to 256 each.</param>
    /// <param name="swizzle">How a box lies in shared memory.</param>
    public void EncodeTensorMap(byte* map, nint address, ReadOnlySpan<ulong> sizes, ReadOnlySpan<ulong> strides, ReadOnlySpan<uint> box, TensorMapSwizzle swizzle)
    {
        const int bfloat16 = 9, promoteTo128Bytes = 2, noInterleave = 0, zeroOutside = 0;
        if (_tensorMapEncodeTiled is null)
        {
            throw new CudaLibraryException("The CUDA driver has no function cuTensorMapEncodeTiled.", [], "It came with CUDA 12.0: install a newer driver.");
        }

        var steps = stackalloc uint[box.Length];
        new Span<uint>(steps, box.Length).Fill(1);
        fixed (ulong* size = sizes, stride = strides)
        fixed (uint* edge = box)
        {
            var status = _tensorMapEncodeTiled(
                map, bfloat16, (uint)box.Length, address, size, stride, edge, steps, noInterleave, (int)swizzle, promoteTo128Bytes, zeroOutside);
            Check(status, "cuTensorMapEncodeTiled");
        }
    }

    /// <summary>The context of a device that the CUDA runtime, and so PyTorch, uses too; made if there is none yet.</summary>
    /// <param name="device">Its handle.</param>
    public nint RetainPrimaryContext(int device)
    {
        nint context;
        Check(_devicePrimaryCtxRetain(&context, device), "cuDevicePrimaryCtxRetain");
        return context;
    }

    /// <summary>The context of this thread, or 0.</summary>
    public nint CurrentContext()
    {
        nint context;
        Check(_ctxGetCurrent(&context), "cuCtxGetCurrent");
        return context;
    }

    /// <summary>Gives this thread a context.</summary>
    /// <param name="context">The context, or 0 for none.</param>
    public void SetCurrentContext(nint context) => Check(_ctxSetCurrent(context), "cuCtxSetCurrent");

    /// <summary>Loads compiled kernels into the current context.</summary>
    /// <param name="image">A cubin, or PTX that ends with a zero byte.</param>
    /// <param name="name">What they are, for messages.</param>
    public nint LoadModule(ReadOnlySpan<byte> image, string name)
    {
        fixed (byte* data = image)
        {
            nint module;
            Check(_moduleLoadData(&module, data), "cuModuleLoadData", name);
            return module;
        }
    }

    /// <summary>Finds a kernel in a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="kernel">Its name, as <c>extern "C"</c> leaves it.</param>
    public nint Function(nint module, string kernel)
    {
        var name = Marshal.StringToCoTaskMemUTF8(kernel);
        try
        {
            nint function;
            Check(_moduleGetFunction(&function, module, (byte*)name), "cuModuleGetFunction", kernel);
            return function;
        }
        finally
        {
            Marshal.FreeCoTaskMem(name);
        }
    }

    /// <summary>Unloads a module; for finalizers, so it returns the status.</summary>
    /// <param name="module">The module.</param>
    public int UnloadModule(nint module) => _moduleUnload(module);

    /// <summary>A property of a kernel.</summary>
    /// <param name="function">The kernel.</param>
    /// <param name="attribute">Which property.</param>
    /// <param name="kernel">Its name.</param>
    public int FunctionAttribute(nint function, CudaFunctionAttribute attribute, string kernel)
    {
        int value;
        Check(_funcGetAttribute(&value, (int)attribute, function), "cuFuncGetAttribute", kernel);
        return value;
    }

    /// <summary>Sets a property of a kernel.</summary>
    /// <param name="function">The kernel.</param>
    /// <param name="attribute">Which property.</param>
    /// <param name="value">Its value.</param>
    /// <param name="kernel">Its name.</param>
    public void SetFunctionAttribute(nint function, CudaFunctionAttribute attribute, int value, string kernel)
        => Check(_funcSetAttribute(function, (int)attribute, value), "cuFuncSetAttribute", kernel);

    /// <summary>The sizes of a kernel's parameters in bytes, or null when this driver cannot tell.</summary>
    /// <param name="function">The kernel.</param>
    public IReadOnlyList<int>? ParameterSizes(nint function)
    {
        if (_funcGetParamInfo is null)
        {
            return null;
        }

        var sizes = new List<int>();
        nuint offset, size;
        while (_funcGetParamInfo(function, (nuint)sizes.Count, &offset, &size) == (int)CudaStatus.Success)
        {
            sizes.Add(checked((int)size));
        }

        return sizes;
    }

    /// <summary>Queues a kernel.</summary>
    /// <param name="function">The kernel.</param>
    /// <param name="grid">Blocks along x, y and z.</param>
    /// <param name="block">Threads of a block along x, y and z.</param>
    /// <param name="sharedBytes">Dynamic shared memory of a block.</param>
    /// <param name="stream">Where.</param>
    /// <param name="arguments">A pointer to each argument.</param>
    /// <param name="kernel">Its name.</param>
    /// <param name="bank">What it works on, for messages, or null.</param>
    public void Launch(
        nint function,
        (uint X, uint Y, uint Z) grid,
        (uint X, uint Y, uint Z) block,
        uint sharedBytes,
        CudaStream stream,
        void** arguments,
        string kernel,
        string? bank)
    {
        var status = _launchKernel(
            function, grid.X, grid.Y, grid.Z, block.X, block.Y, block.Z, sharedBytes, stream.Handle, arguments, null);
        Check(status, "cuLaunchKernel", kernel, bank);
    }

    /// <summary>How many blocks of a kernel fit a multiprocessor at once.</summary>
    /// <param name="function">The kernel.</param>
    /// <param name="blockSize">Threads of a block.</param>
    /// <param name="sharedBytes">Dynamic shared memory of a block.</param>
    /// <param name="kernel">Its name.</param>
    public int ActiveBlocks(nint function, int blockSize, int sharedBytes, string kernel)
    {
        int blocks;
        Check(_occupancy(&blocks, function, blockSize, (nuint)sharedBytes), "cuOccupancyMaxActiveBlocksPerMultiprocessor", kernel);
        return blocks;
    }

    /// <summary>Takes memory of the device.</summary>
    /// <param name="bytes">How much; above 0.</param>
    /// <param name="bank">What for.</param>
    /// <exception cref="CudaOutOfMemoryException">There is not enough.</exception>
    public nint Allocate(long bytes, string? bank)
    {
        nint memory;
        var status = _memAlloc(&memory, checked((nuint)bytes));
        if (status != (int)CudaStatus.Success)
        {
            throw Failure(status, "cuMemAlloc", null, bank, bytes);
        }

        return memory;
    }

    /// <summary>Gives memory back; for finalizers, so it returns the status.</summary>
    /// <param name="memory">Where it begins.</param>
    public int Free(nint memory) => _memFree(memory);

    /// <summary>The memory of the current context's device.</summary>
    public MemoryAmounts Memory()
    {
        nuint free, total;
        Check(_memGetInfo(&free, &total), "cuMemGetInfo");
        return new MemoryAmounts((long)free, (long)total);
    }

    /// <summary>Queues a copy to the device. Pageable memory is read before this returns.</summary>
    /// <param name="destination">On the device.</param>
    /// <param name="source">In the program.</param>
    /// <param name="stream">Where.</param>
    /// <param name="bank">What for, or null.</param>
    public void CopyToDevice(nint destination, ReadOnlySpan<byte> source, CudaStream stream, string? bank)
    {
        fixed (byte* data = source)
        {
            Check(_memcpyHtoDAsync(destination, data, (nuint)source.Length, stream.Handle), "cuMemcpyHtoDAsync", null, bank);
        }
    }

    /// <summary>Copies from the device and waits for it.</summary>
    /// <param name="destination">In the program.</param>
    /// <param name="source">On the device.</param>
    /// <param name="stream">Where.</param>
    /// <param name="bank">What for, or null.</param>
    public void CopyToHost(Span<byte> destination, nint source, CudaStream stream, string? bank)
    {
        // The span may move as soon as it is no longer pinned, so the wait belongs inside.
        fixed (byte* data = destination)
        {
            Check(_memcpyDtoHAsync(data, source, (nuint)destination.Length, stream.Handle), "cuMemcpyDtoHAsync", null, bank);
            Check(_streamSynchronize(stream.Handle), "cuStreamSynchronize", null, bank);
        }
    }

    /// <summary>Queues a copy from the device into memory that does not move.</summary>
    /// <param name="destination">In the program: pinned, and alive until the stream has come so far.</param>
    /// <param name="source">On the device.</param>
    /// <param name="bytes">How much.</param>
    /// <param name="stream">Where.</param>
    /// <param name="bank">What for, or null.</param>
    public void QueueCopyToHost(void* destination, nint source, long bytes, CudaStream stream, string? bank)
        => Check(_memcpyDtoHAsync(destination, source, checked((nuint)bytes), stream.Handle), "cuMemcpyDtoHAsync", null, bank);

    /// <summary>Queues a copy within the device.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="source">Where from; does not overlap with it.</param>
    /// <param name="bytes">How much.</param>
    /// <param name="stream">Where.</param>
    /// <param name="bank">What for, or null.</param>
    public void CopyOnDevice(nint destination, nint source, long bytes, CudaStream stream, string? bank)
        => Check(_memcpyDtoDAsync(destination, source, checked((nuint)bytes), stream.Handle), "cuMemcpyDtoDAsync", null, bank);

    /// <summary>Queues the filling of memory with one byte.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="value">The byte.</param>
    /// <param name="bytes">How many of them.</param>
    /// <param name="stream">Where.</param>
    /// <param name="bank">What for, or null.</param>
    public void Fill(nint destination, byte value, long bytes, CudaStream stream, string? bank)
        => Check(_memsetD8Async(destination, value, checked((nuint)bytes), stream.Handle), "cuMemsetD8Async", null, bank);

    /// <summary>Waits until a stream has done all that it was given.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="bank">What for, or null.</param>
    public void Synchronize(CudaStream stream, string? bank = null)
        => Check(_streamSynchronize(stream.Handle), "cuStreamSynchronize", null, bank);

    /// <summary>Makes an event.</summary>
    /// <param name="flags">As <c>CUevent_flags</c>.</param>
    public nint CreateEvent(uint flags)
    {
        nint made;
        Check(_eventCreate(&made, flags), "cuEventCreate");
        return made;
    }

    /// <summary>Queues an event.</summary>
    /// <param name="recorded">The event.</param>
    /// <param name="stream">Where.</param>
    public void RecordEvent(nint recorded, CudaStream stream) => Check(_eventRecord(recorded, stream.Handle), "cuEventRecord");

    /// <summary>Whether the stream has come to an event.</summary>
    /// <param name="recorded">The event.</param>
    public bool HasHappened(nint recorded)
    {
        var status = _eventQuery(recorded);
        if (status == (int)CudaStatus.NotReady)
        {
            return false;
        }

        Check(status, "cuEventQuery");
        return true;
    }

    /// <summary>Waits for an event.</summary>
    /// <param name="recorded">The event.</param>
    public void WaitForEvent(nint recorded) => Check(_eventSynchronize(recorded), "cuEventSynchronize");

    /// <summary>The time between two events, in milliseconds.</summary>
    /// <param name="start">The earlier event; has happened.</param>
    /// <param name="end">The later event; has happened.</param>
    public float ElapsedMilliseconds(nint start, nint end)
    {
        float milliseconds;
        Check(_eventElapsedTime(&milliseconds, start, end), "cuEventElapsedTime");
        return milliseconds;
    }

    /// <summary>Removes an event; for finalizers, so it returns the status.</summary>
    /// <param name="removed">The event.</param>
    public int DestroyEvent(nint removed) => _eventDestroy(removed);

    /// <summary>The driver's name of a status.</summary>
    /// <param name="status">The status.</param>
    public string StatusName(int status)
    {
        byte* text;
        return _getErrorName(status, &text) == 0 && text is not null ? Marshal.PtrToStringUTF8((nint)text)! : "CUDA_ERROR_UNKNOWN_STATUS";
    }

    /// <summary>The driver's description of a status; empty for none.</summary>
    /// <param name="status">The status.</param>
    public string StatusText(int status)
    {
        byte* text;
        return _getErrorString(status, &text) == 0 && text is not null ? Marshal.PtrToStringUTF8((nint)text)! : "";
    }

    private void Check(int status, string operation, string? kernel = null, string? bank = null)
    {
        if (status != (int)CudaStatus.Success)
        {
            throw Failure(status, operation, kernel, bank, requestedBytes: null);
        }
    }

    private CudaException Failure(int status, string operation, string? kernel, string? bank, long? requestedBytes)
    {
        var failure = new CudaFailure(operation, status, StatusName(status), StatusText(status), kernel, bank);
        if (status == (int)CudaStatus.OutOfMemory)
        {
            nuint free, total;
            var isKnown = _memGetInfo(&free, &total) == (int)CudaStatus.Success;
            return new CudaOutOfMemoryException(failure, requestedBytes, isKnown ? (long)free : null, isKnown ? (long)total : null);
        }

        return new CudaException(failure, Advice((CudaStatus)status));
    }

    private static string? Advice(CudaStatus status) => status switch
    {
        CudaStatus.IllegalAddress or CudaStatus.LaunchTimeout or CudaStatus.Assert or CudaStatus.HardwareStackError
            or CudaStatus.IllegalInstruction or CudaStatus.MisalignedAddress or CudaStatus.InvalidAddressSpace
            or CudaStatus.InvalidProgramCounter or CudaStatus.LaunchFailed =>
            "A kernel queued earlier may be the cause, PyTorch's among them: set CUDA_LAUNCH_BLOCKING=1 to find it. The process "
            + "cannot use the device any more: start it again.",
        CudaStatus.NotFound => "A kernel is found by its name only if it is declared extern \"C\" __global__.",
        _ => null,
    };
}
