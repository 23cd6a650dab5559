using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Native;

namespace AdaRank.Cuda.Tests.Driver;

/// <summary>A driver of one device whose memory is the program's. One test uses it at a time.</summary>
internal static unsafe class FakeDriver
{
    public const nint PrimaryContext = 0xC0;

    private static readonly Dictionary<string, nint> Functions = new()
    {
        ["cuInit"] = (nint)(delegate* unmanaged<uint, int>)&Init,
        ["cuDriverGetVersion"] = (nint)(delegate* unmanaged<int*, int>)&DriverGetVersion,
        ["cuGetErrorName"] = (nint)(delegate* unmanaged<int, byte**, int>)&GetErrorName,
        ["cuGetErrorString"] = (nint)(delegate* unmanaged<int, byte**, int>)&GetErrorString,
        ["cuDeviceGetCount"] = (nint)(delegate* unmanaged<int*, int>)&DeviceGetCount,
        ["cuDeviceGet"] = (nint)(delegate* unmanaged<int*, int, int>)&DeviceGet,
        ["cuDeviceGetName"] = (nint)(delegate* unmanaged<byte*, int, int, int>)&DeviceGetName,
        ["cuDeviceGetAttribute"] = (nint)(delegate* unmanaged<int*, int, int, int>)&DeviceGetAttribute,
        ["cuDevicePrimaryCtxRetain"] = (nint)(delegate* unmanaged<nint*, int, int>)&PrimaryCtxRetain,
        ["cuCtxGetCurrent"] = (nint)(delegate* unmanaged<nint*, int>)&CtxGetCurrent,
        ["cuCtxSetCurrent"] = (nint)(delegate* unmanaged<nint, int>)&CtxSetCurrent,
        ["cuModuleLoadData"] = (nint)(delegate* unmanaged<nint*, void*, int>)&ModuleLoadData,
        ["cuModuleGetFunction"] = (nint)(delegate* unmanaged<nint*, nint, byte*, int>)&ModuleGetFunction,
        ["cuModuleUnload"] = (nint)(delegate* unmanaged<nint, int>)&ModuleUnload,
        ["cuFuncGetAttribute"] = (nint)(delegate* unmanaged<int*, int, nint, int>)&FuncGetAttribute,
        ["cuFuncSetAttribute"] = (nint)(delegate* unmanaged<nint, int, int, int>)&FuncSetAttribute,
        ["cuFuncGetParamInfo"] = (nint)(delegate* unmanaged<nint, nuint, nuint*, nuint*, int>)&FuncGetParamInfo,
        ["cuLaunchKernel"] = (nint)(delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)&LaunchKernel,
        ["cuOccupancyMaxActiveBlocksPerMultiprocessor"] = (nint)(delegate* unmanaged<int*, nint, int, nuint, int>)&Occupancy,
        ["cuMemAlloc_v2"] = (nint)(delegate* unmanaged<nint*, nuint, int>)&MemAlloc,
        ["cuMemFree_v2"] = (nint)(delegate* unmanaged<nint, int>)&MemFree,
        ["cuMemGetInfo_v2"] = (nint)(delegate* unmanaged<nuint*, nuint*, int>)&MemGetInfo,
        ["cuMemcpyHtoDAsync_v2"] = (nint)(delegate* unmanaged<nint, void*, nuint, nint, int>)&MemcpyHtoD,
        ["cuMemcpyDtoHAsync_v2"] = (nint)(delegate* unmanaged<void*, nint, nuint, nint, int>)&MemcpyDtoH,
        ["cuMemcpyDtoDAsync_v2"] = (nint)(delegate* unmanaged<nint, nint, nuint, nint, int>)&MemcpyDtoD,
        ["cuMemsetD8Async"] = (nint)(delegate* unmanaged<nint, byte, nuint, nint, int>)&MemsetD8,
        ["cuStreamSynchronize"] = (nint)(delegate* unmanaged<nint, int>)&StreamSynchronize,
        ["cuEventCreate"] = (nint)(delegate* unmanaged<nint*, uint, int>)&EventCreate,
        ["cuEventRecord"] = (nint)(delegate* unmanaged<nint, nint, int>)&EventRecord,
        ["cuEventQuery"] = (nint)(delegate* unmanaged<nint, int>)&EventQuery,
        ["cuEventSynchronize"] = (nint)(delegate* unmanaged<nint, int>)&EventSynchronize,
        ["cuEventElapsedTime"] = (nint)(delegate* unmanaged<float*, nint, nint, int>)&EventElapsedTime,
        ["cuEventDestroy_v2"] = (nint)(delegate* unmanaged<nint, int>)&EventDestroy,
    };

    private static readonly Dictionary<int, (nint Name, nint Text)> Statuses = new()
    {
        [2] = (Native("CUDA_ERROR_OUT_OF_MEMORY"), Native("out of memory")),
        [500] = (Native("CUDA_ERROR_NOT_FOUND"), Native("named symbol not found")),
        [719] = (Native("CUDA_ERROR_LAUNCH_FAILED"), Native("unspecified launch failure")),
    };

    /// <summary>Calls that change something, in order.</summary>
    public static List<string> Calls { get; } = [];

    /// <summary>What a function returns instead of doing its work.</summary>
    public static Dictionary<string, int> Failures { get; } = [];

    /// <summary>The context of the thread.</summary>
    public static nint CurrentContext { get; set; }

    /// <summary>Whether launches are not noted, so that all that is allocated is the caller's.</summary>
    public static bool IsSilent { get; set; }

    /// <summary>Sizes of the parameters of every kernel; null for a driver that does not tell.</summary>
    public static int[]? Parameters { get; set; }

    /// <summary>Arguments of the last launch, as many as there are parameters.</summary>
    public static ulong[] Arguments { get; private set; } = [];

    /// <summary>A driver and device as new.</summary>
    public static CudaDevice Device()
    {
        Calls.Clear();
        Failures.Clear();
        CurrentContext = 0;
        Parameters = null;
        IsSilent = false;
        Arguments = [];
        return new CudaDevice(Driver(), 0);
    }

    /// <summary>A driver, which looks for its functions now.</summary>
    public static CudaDriver Driver() => new(new NativeExports("fake", Find));

    private static nint Find(string name)
        => name == "cuFuncGetParamInfo" && Parameters is null ? 0 : Functions.GetValueOrDefault(name);

    private static nint Native(string text) => Marshal.StringToCoTaskMemUTF8(text);

    private static int Status(string call, [CallerMemberName] string function = "")
    {
        Calls.Add(call);
        return Failures.GetValueOrDefault(function);
    }

    private static int Quiet([CallerMemberName] string function = "") => Failures.GetValueOrDefault(function);

    [UnmanagedCallersOnly]
    private static int Init(uint flags) => Quiet();

    [UnmanagedCallersOnly]
    private static int DriverGetVersion(int* version)
    {
        *version = 13000;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int GetErrorName(int status, byte** name)
    {
        *name = (byte*)Statuses.GetValueOrDefault(status).Name;
        return *name is null ? 1 : 0;
    }

    [UnmanagedCallersOnly]
    private static int GetErrorString(int status, byte** text)
    {
        *text = (byte*)Statuses.GetValueOrDefault(status).Text;
        return *text is null ? 1 : 0;
    }

    [UnmanagedCallersOnly]
    private static int DeviceGetCount(int* count)
    {
        *count = 1;
        return Quiet();
    }

    [UnmanagedCallersOnly]
    private static int DeviceGet(int* device, int ordinal)
    {
        *device = 70 + ordinal;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int DeviceGetName(byte* name, int length, int device)
    {
        Encoding.UTF8.GetBytes("Fake 100\0", new Span<byte>(name, length));
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int DeviceGetAttribute(int* value, int attribute, int device)
    {
        *value = (CudaDeviceAttribute)attribute switch
        {
            CudaDeviceAttribute.ComputeCapabilityMajor => 9,
            CudaDeviceAttribute.ComputeCapabilityMinor => 0,
            CudaDeviceAttribute.MultiprocessorCount => 10,
            CudaDeviceAttribute.MaxSharedMemoryPerBlockOptIn => 200_000,
            _ => 2048,
        };
        return device == 70 ? 0 : 101;
    }

    [UnmanagedCallersOnly]
    private static int PrimaryCtxRetain(nint* context, int device)
    {
        *context = PrimaryContext;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int CtxGetCurrent(nint* context)
    {
        *context = CurrentContext;
        return Quiet();
    }

    [UnmanagedCallersOnly]
    private static int CtxSetCurrent(nint context)
    {
        CurrentContext = context;
        return Status($"context {context:x}");
    }

    [UnmanagedCallersOnly]
    private static int ModuleLoadData(nint* module, void* image)
    {
        *module = 0x30;
        return Status($"load {*(byte*)image}");
    }

    [UnmanagedCallersOnly]
    private static int ModuleGetFunction(nint* function, nint module, byte* name)
    {
        *function = 0x31;
        return Status($"function {Marshal.PtrToStringUTF8((nint)name)} of {module:x}");
    }

    [UnmanagedCallersOnly]
    private static int ModuleUnload(nint module) => Status($"unload {module:x}");

    [UnmanagedCallersOnly]
    private static int FuncGetAttribute(int* value, int attribute, nint function)
    {
        *value = (CudaFunctionAttribute)attribute switch
        {
            CudaFunctionAttribute.MaxThreadsPerBlock => 512,
            CudaFunctionAttribute.StaticSharedBytes => 1024,
            CudaFunctionAttribute.Registers => 40,
            _ => 0,
        };
        return Quiet();
    }

    [UnmanagedCallersOnly]
    private static int FuncSetAttribute(nint function, int attribute, int value) => Status($"attribute {attribute} = {value}");

    [UnmanagedCallersOnly]
    private static int FuncGetParamInfo(nint function, nuint index, nuint* offset, nuint* size)
    {
        if ((int)index >= Parameters!.Length)
        {
            return 1;
        }

        *size = (nuint)Parameters[(int)index];
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int LaunchKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint shared, nint stream, void** arguments, void** extra)
    {
        if (IsSilent)
        {
            return 0;
        }

        Arguments = Read(arguments);
        return Status($"launch {function:x} <<<{gridX},{gridY},{gridZ} {blockX},{blockY},{blockZ} {shared} {stream:x}>>>");
    }

    // Apart: its closure would be allocated in each launch, silent ones too.
    private static ulong[] Read(void** arguments)
        => [.. (Parameters ?? []).Select((size, index) => size == 4 ? *(uint*)arguments[index] : *(ulong*)arguments[index])];

    [UnmanagedCallersOnly]
    private static int Occupancy(int* blocks, nint function, int blockSize, nuint shared)
    {
        *blocks = 4;
        return Quiet();
    }

    [UnmanagedCallersOnly]
    private static int MemAlloc(nint* memory, nuint bytes)
    {
        var status = Status($"alloc {bytes}");
        *memory = status == 0 ? (nint)NativeMemory.AllocZeroed(bytes) : 0;
        return status;
    }

    [UnmanagedCallersOnly]
    private static int MemFree(nint memory)
    {
        NativeMemory.Free((void*)memory);
        return Status("free");
    }

    [UnmanagedCallersOnly]
    private static int MemGetInfo(nuint* free, nuint* total)
    {
        *free = 1000;
        *total = 5000;
        return Quiet();
    }

    [UnmanagedCallersOnly]
    private static int MemcpyHtoD(nint destination, void* source, nuint bytes, nint stream)
    {
        NativeMemory.Copy(source, (void*)destination, bytes);
        return Status($"to device {bytes} on {stream:x}");
    }

    [UnmanagedCallersOnly]
    private static int MemcpyDtoH(void* destination, nint source, nuint bytes, nint stream)
    {
        NativeMemory.Copy((void*)source, destination, bytes);
        return Status($"to host {bytes} on {stream:x}");
    }

    [UnmanagedCallersOnly]
    private static int MemcpyDtoD(nint destination, nint source, nuint bytes, nint stream)
    {
        NativeMemory.Copy((void*)source, (void*)destination, bytes);
        return Status($"on device {bytes} on {stream:x}");
    }

    [UnmanagedCallersOnly]
    private static int MemsetD8(nint destination, byte value, nuint bytes, nint stream)
    {
        NativeMemory.Fill((void*)destination, bytes, value);
        return Status($"fill {bytes} on {stream:x}");
    }

    [UnmanagedCallersOnly]
    private static int StreamSynchronize(nint stream) => Status($"wait for {stream:x}");

    [UnmanagedCallersOnly]
    private static int EventCreate(nint* made, uint flags)
    {
        *made = 0x50;
        return Status($"event {flags}");
    }

    [UnmanagedCallersOnly]
    private static int EventRecord(nint recorded, nint stream) => Status($"record {recorded:x} on {stream:x}");

    [UnmanagedCallersOnly]
    private static int EventQuery(nint recorded) => Quiet();

    [UnmanagedCallersOnly]
    private static int EventSynchronize(nint recorded) => Status($"wait for event {recorded:x}");

    [UnmanagedCallersOnly]
    private static int EventElapsedTime(float* milliseconds, nint start, nint end)
    {
        *milliseconds = 2.5f;
        return Quiet();
    }

    [UnmanagedCallersOnly]
    private static int EventDestroy(nint removed) => Status($"destroy {removed:x}");
}
