using System.Runtime.InteropServices;
using AdaRank.Cuda.Errors;

namespace AdaRank.Cuda.Native;

/// <summary>The functions of a native library by their names.</summary>
/// <param name="library">Path or name of the library, for messages.</param>
/// <param name="find">Gives the address of a function, or 0.</param>
internal sealed class NativeExports(string library, Func<string, nint> find)
{
    /// <summary>Path or name of the library.</summary>
    public string Library => library;

    /// <summary>The functions of a loaded library.</summary>
    /// <param name="library">Its path or name.</param>
    /// <param name="handle">The system's handle of it.</param>
    public static NativeExports OfLibrary(string library, nint handle)
        => new(library, name => NativeLibrary.TryGetExport(handle, name, out var address) ? address : 0);

    /// <summary>The address of a function, or 0.</summary>
    /// <param name="function">Its name.</param>
    public nint Find(string function) => find(function);

    /// <summary>The address of a function.</summary>
    /// <param name="function">Its name.</param>
    /// <exception cref="CudaLibraryException">The library has no such function.</exception>
    public nint Require(string function)
        => find(function) is var address and not 0 ? address : throw new CudaLibraryException(
            $"{library} has no function {function}.",
            [],
            "It is of another version than this program needs: use CUDA 12 or later, and a driver that fits it.");
}
