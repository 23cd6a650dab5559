using System.Runtime.InteropServices;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Native;

namespace AdaRank.Cuda.Compilation;

/// <summary>NVIDIA's compiler of CUDA C++ as a library.</summary>
internal sealed unsafe class NvrtcCompiler : ICudaCompiler
{
    private const int Success = 0;
    private const int CompilationError = 6;

    private static readonly Lazy<NvrtcCompiler> OfProcess = new(static () => new NvrtcCompiler(CudaLibraryLoader.Load(CudaLibrary.Nvrtc)));

    private readonly delegate* unmanaged<int, byte*> _getErrorString;
    private readonly delegate* unmanaged<nint*, byte*, byte*, int, byte**, byte**, int> _createProgram;
    private readonly delegate* unmanaged<nint*, int> _destroyProgram;
    private readonly delegate* unmanaged<nint, int, byte**, int> _compileProgram;
    private readonly delegate* unmanaged<nint, nuint*, int> _getCubinSize;
    private readonly delegate* unmanaged<nint, byte*, int> _getCubin;
    private readonly delegate* unmanaged<nint, nuint*, int> _getPtxSize;
    private readonly delegate* unmanaged<nint, byte*, int> _getPtx;
    private readonly delegate* unmanaged<nint, nuint*, int> _getLogSize;
    private readonly delegate* unmanaged<nint, byte*, int> _getLog;
    private readonly int[] _architectures;

    /// <summary>Asks the library for its version and architectures.</summary>
    /// <param name="exports">The functions of NVRTC.</param>
    /// <exception cref="CudaException">A function is missing or fails.</exception>
    public NvrtcCompiler(NativeExports exports)
    {
        _getErrorString = (delegate* unmanaged<int, byte*>)exports.Require("nvrtcGetErrorString");
        _createProgram = (delegate* unmanaged<nint*, byte*, byte*, int, byte**, byte**, int>)exports.Require("nvrtcCreateProgram");
        _destroyProgram = (delegate* unmanaged<nint*, int>)exports.Require("nvrtcDestroyProgram");
        _compileProgram = (delegate* unmanaged<nint, int, byte**, int>)exports.Require("nvrtcCompileProgram");
        _getCubinSize = (delegate* unmanaged<nint, nuint*, int>)exports.Require("nvrtcGetCUBINSize");
        _getCubin = (delegate* unmanaged<nint, byte*, int>)exports.Require("nvrtcGetCUBIN");
        _getPtxSize = (delegate* unmanaged<nint, nuint*, int>)exports.Require("nvrtcGetPTXSize");
        _getPtx = (delegate* unmanaged<nint, byte*, int>)exports.Require("nvrtcGetPTX");
        _getLogSize = (delegate* unmanaged<nint, nuint*, int>)exports.Require("nvrtcGetProgramLogSize");
        _getLog = (delegate* unmanaged<nint, byte*, int>)exports.Require("nvrtcGetProgramLog");

        int major, minor;
        Check(((delegate* unmanaged<int*, int*, int>)exports.Require("nvrtcVersion"))(&major, &minor), "nvrtcVersion");
        Version = new Version(major, minor);

        int count;
        Check(((delegate* unmanaged<int*, int>)exports.Require("nvrtcGetNumSupportedArchs"))(&count), "nvrtcGetNumSupportedArchs");
        _architectures = new int[count];
        fixed (int* architectures = _architectures)
        {
            Check(((delegate* unmanaged<int*, int>)exports.Require("nvrtcGetSupportedArchs"))(architectures), "nvrtcGetSupportedArchs");
        }
    }

    /// <summary>The compiler of this process.</summary>
    /// <exception cref="CudaException">It is missing.</exception>
    public static NvrtcCompiler Instance => OfProcess.Value;

    /// <inheritdoc/>
    public Version Version { get; }

    /// <inheritdoc/>
    public CompilationTarget TargetFor(ComputeCapability capability) => CompilationTarget.For(capability, _architectures, Version);

    /// <inheritdoc/>
    public byte[] Compile(KernelSource source, CompilationTarget target, IReadOnlyList<string> options)
    {
        var text = Marshal.StringToCoTaskMemUTF8(source.Text);
        var name = Marshal.StringToCoTaskMemUTF8(source.Name);
        nint program = 0;
        try
        {
            Check(_createProgram(&program, (byte*)text, (byte*)name, 0, null, null), "nvrtcCreateProgram", source.Name);
            CompileProgram(program, source.Name, target, options);

            return target.IsPtx
                ? Output(program, _getPtxSize, _getPtx, "nvrtcGetPTX", source.Name)
                : Output(program, _getCubinSize, _getCubin, "nvrtcGetCUBIN", source.Name);
        }
        finally
        {
            if (program != 0)
            {
                _ = _destroyProgram(&program);
            }

            Marshal.FreeCoTaskMem(name);
            Marshal.FreeCoTaskMem(text);
        }
    }

    private void CompileProgram(nint program, string name, CompilationTarget target, IReadOnlyList<string> options)
    {
        string[] all = [$"--gpu-architecture={target.Architecture}", .. options];
        var pointers = new nint[all.Length];
        try
        {
            for (var i = 0; i < all.Length; i++)
            {
                pointers[i] = Marshal.StringToCoTaskMemUTF8(all[i]);
            }

            int status;
            fixed (nint* first = pointers)
            {
                status = _compileProgram(program, all.Length, (byte**)first);
            }

            if (status != Success)
            {
                throw new CudaCompilationException(Failure(status, "nvrtcCompileProgram", name), target.Architecture, Log(program));
            }
        }
        finally
        {
            foreach (var pointer in pointers)
            {
                Marshal.FreeCoTaskMem(pointer);
            }
        }
    }

    private string Log(nint program)
    {
        nuint size;
        if (_getLogSize(program, &size) != Success || size <= 1)
        {
            return "";
        }

        var log = new byte[size];
        fixed (byte* first = log)
        {
            return _getLog(program, first) == Success ? (Marshal.PtrToStringUTF8((nint)first) ?? "").Trim() : "";
        }
    }

    private byte[] Output(
        nint program, delegate* unmanaged<nint, nuint*, int> getSize, delegate* unmanaged<nint, byte*, int> get, string operation, string name)
    {
        nuint size;
        Check(getSize(program, &size), operation + "Size", name);
        var output = new byte[size];
        fixed (byte* first = output)
        {
            Check(get(program, first), operation, name);
        }

        return output;
    }

    private void Check(int status, string operation, string? name = null)
    {
        if (status != Success)
        {
            throw new CudaException(Failure(status, operation, name));
        }
    }

    // NVRTC has a name for each status but no description; its message is that name.
    private CudaFailure Failure(int status, string operation, string? name)
        => new(
            operation,
            status,
            Marshal.PtrToStringUTF8((nint)_getErrorString(status)) ?? "NVRTC_ERROR",
            status == CompilationError ? "the source has errors" : "",
            name,
            null);
}
