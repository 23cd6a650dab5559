using System.Runtime.InteropServices;
using System.Text;
using AdaRank.Cuda.Compilation;
using AdaRank.Cuda.Native;

namespace AdaRank.Cuda.Tests.Compilation;

/// <summary>A library that has NVRTC's functions: its code is the options and the source, or it has errors. One test uses it at a time.</summary>
internal static unsafe class FakeNvrtc
{
    private const int CompilationError = 6;

    private static readonly Dictionary<string, nint> Functions = new()
    {
        ["nvrtcVersion"] = (nint)(delegate* unmanaged<int*, int*, int>)&Version,
        ["nvrtcGetErrorString"] = (nint)(delegate* unmanaged<int, byte*>)&GetErrorString,
        ["nvrtcGetNumSupportedArchs"] = (nint)(delegate* unmanaged<int*, int>)&GetNumSupportedArchs,
        ["nvrtcGetSupportedArchs"] = (nint)(delegate* unmanaged<int*, int>)&GetSupportedArchs,
        ["nvrtcCreateProgram"] = (nint)(delegate* unmanaged<nint*, byte*, byte*, int, byte**, byte**, int>)&CreateProgram,
        ["nvrtcDestroyProgram"] = (nint)(delegate* unmanaged<nint*, int>)&DestroyProgram,
        ["nvrtcCompileProgram"] = (nint)(delegate* unmanaged<nint, int, byte**, int>)&CompileProgram,
        ["nvrtcGetCUBINSize"] = (nint)(delegate* unmanaged<nint, nuint*, int>)&GetSize,
        ["nvrtcGetCUBIN"] = (nint)(delegate* unmanaged<nint, byte*, int>)&GetCubin,
        ["nvrtcGetPTXSize"] = (nint)(delegate* unmanaged<nint, nuint*, int>)&GetSize,
        ["nvrtcGetPTX"] = (nint)(delegate* unmanaged<nint, byte*, int>)&GetPtx,
        ["nvrtcGetProgramLogSize"] = (nint)(delegate* unmanaged<nint, nuint*, int>)&GetLogSize,
        ["nvrtcGetProgramLog"] = (nint)(delegate* unmanaged<nint, byte*, int>)&GetLog,
    };

    private static readonly nint CompilationErrorName = Marshal.StringToCoTaskMemUTF8("NVRTC_ERROR_COMPILATION");

    private static string _source = "";
    private static string _code = "";
    private static string _log = "";

    /// <summary>How many programs there are that were not destroyed.</summary>
    public static int Programs { get; private set; }

    public static NvrtcCompiler Compiler()
    {
        Programs = 0;
        return new NvrtcCompiler(new NativeExports("fake", static name => Functions.GetValueOrDefault(name)));
    }

    [UnmanagedCallersOnly]
    private static int Version(int* major, int* minor)
    {
        (*major, *minor) = (12, 8);
        return 0;
    }

    [UnmanagedCallersOnly]
    private static byte* GetErrorString(int status) => (byte*)(status == CompilationError ? CompilationErrorName : 0);

    [UnmanagedCallersOnly]
    private static int GetNumSupportedArchs(int* count)
    {
        *count = 3;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int GetSupportedArchs(int* architectures)
    {
        (architectures[0], architectures[1], architectures[2]) = (75, 80, 90);
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int CreateProgram(nint* program, byte* text, byte* name, int headers, byte** headerTexts, byte** headerNames)
    {
        *program = 0x60;
        Programs++;
        _source = $"{Marshal.PtrToStringUTF8((nint)name)}: {Marshal.PtrToStringUTF8((nint)text)}";
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int DestroyProgram(nint* program)
    {
        Programs--;
        *program = 0;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int CompileProgram(nint program, int count, byte** options)
    {
        var all = Enumerable.Range(0, count).Select(index => Marshal.PtrToStringUTF8((nint)options[index]));
        _code = $"{string.Join(' ', all)} {_source}";
        _log = _source.Contains("error", StringComparison.Ordinal) ? "adam.cu(1): error: é is undefined\n" : "";
        return _log.Length > 0 ? CompilationError : 0;
    }

    [UnmanagedCallersOnly]
    private static int GetSize(nint program, nuint* size)
    {
        *size = (nuint)Encoding.UTF8.GetByteCount(_code) + 4;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int GetCubin(nint program, byte* cubin) => Write("elf " + _code, cubin);

    [UnmanagedCallersOnly]
    private static int GetPtx(nint program, byte* ptx) => Write("ptx " + _code, ptx);

    [UnmanagedCallersOnly]
    private static int GetLogSize(nint program, nuint* size)
    {
        *size = (nuint)Encoding.UTF8.GetByteCount(_log) + 1;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int GetLog(nint program, byte* text) => Write(_log + "\0", text);

    private static int Write(string text, byte* destination)
    {
        Encoding.UTF8.GetBytes(text).CopyTo(new Span<byte>(destination, Encoding.UTF8.GetByteCount(text)));
        return 0;
    }
}
