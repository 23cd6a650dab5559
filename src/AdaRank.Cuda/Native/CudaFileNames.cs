using System.Globalization;
using System.Text.RegularExpressions;

namespace AdaRank.Cuda.Native;

/// <summary>How a system names the libraries of CUDA.</summary>
internal sealed partial class CudaFileNames
{
    private readonly Dictionary<CudaLibrary, Regex> _files;
    private readonly Dictionary<CudaLibrary, string[]> _systemNames;

    private CudaFileNames(Dictionary<CudaLibrary, Regex> files, Dictionary<CudaLibrary, string[]> systemNames, StringComparison pathComparison)
    {
        _files = files;
        _systemNames = systemNames;
        PathComparison = pathComparison;
    }

    /// <summary>The names on Linux.</summary>
    public static CudaFileNames Linux { get; } = new(
        new Dictionary<CudaLibrary, Regex>
        {
            [CudaLibrary.Driver] = LinuxDriver(),
            [CudaLibrary.Nvrtc] = LinuxNvrtc(),
            [CudaLibrary.Blas] = LinuxBlas(),
        },
        new Dictionary<CudaLibrary, string[]>
        {
            [CudaLibrary.Driver] = ["libcuda.so.1"],
            [CudaLibrary.Nvrtc] = ["libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so"],
            [CudaLibrary.Blas] = ["libcublas.so.13", "libcublas.so.12", "libcublas.so"],
        },
        StringComparison.Ordinal);

    /// <summary>The names on Windows.</summary>
    public static CudaFileNames Windows { get; } = new(
        new Dictionary<CudaLibrary, Regex>
        {
            [CudaLibrary.Driver] = WindowsDriver(),
            [CudaLibrary.Nvrtc] = WindowsNvrtc(),
            [CudaLibrary.Blas] = WindowsBlas(),
        },
        new Dictionary<CudaLibrary, string[]>
        {
            [CudaLibrary.Driver] = ["nvcuda.dll"],
            [CudaLibrary.Nvrtc] = ["nvrtc64_130_0.dll", "nvrtc64_120_0.dll"],
            [CudaLibrary.Blas] = ["cublas64_13.dll", "cublas64_12.dll"],
        },
        StringComparison.OrdinalIgnoreCase);

    /// <summary>The names on the system of this process. Without CUDA, as on macOS, those of Linux, which no search finds there.</summary>
    public static CudaFileNames Current => OperatingSystem.IsWindows() ? Windows : Linux;

    /// <summary>How paths are compared.</summary>
    public StringComparison PathComparison { get; }

    /// <summary>The names to ask the system's own loader for, newest first.</summary>
    /// <param name="library">The library.</param>
    public IReadOnlyList<string> SystemNames(CudaLibrary library) => _systemNames[library];

    /// <summary>Whether a file is the library, and not one of its companions.</summary>
    /// <param name="library">The library.</param>
    /// <param name="fileName">The name of the file, without a folder.</param>
    public bool Matches(CudaLibrary library, string fileName) => _files[library].IsMatch(fileName);

    /// <summary>The version that a file name tells, to be compared; all zero when it tells none.</summary>
    /// <param name="library">The library.</param>
    /// <param name="fileName">The name of the file, without a folder.</param>
    public Version VersionOf(CudaLibrary library, string fileName)
    {
        var parts = _files[library].Match(fileName).Groups["version"].Value
            .Split(['.', '_'], StringSplitOptions.RemoveEmptyEntries)
            .Select(static part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Concat([0, 0, 0, 0])
            .Take(4)
            .ToArray();

        return new Version(parts[0], parts[1], parts[2], parts[3]);
    }

    // A hash is what packagers put between name and suffix (libcublas-37d11411.so.12). Its digits being hexadecimal keeps
    // libnvrtc-builtins out; libcublasLt and libnvrtc.alt do not match by themselves.
    [GeneratedRegex(@"^libcuda\.so\.1$", RegexOptions.CultureInvariant)]
    private static partial Regex LinuxDriver();

    [GeneratedRegex(@"^libnvrtc(-[0-9a-f]{6,})?\.so(?<version>(\.[0-9]+)*)$", RegexOptions.CultureInvariant)]
    private static partial Regex LinuxNvrtc();

    [GeneratedRegex(@"^libcublas(-[0-9a-f]{6,})?\.so(?<version>(\.[0-9]+)*)$", RegexOptions.CultureInvariant)]
    private static partial Regex LinuxBlas();

    [GeneratedRegex(@"^nvcuda\.dll$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex WindowsDriver();

    [GeneratedRegex(@"^nvrtc64_(?<version>[0-9]+(_[0-9]+)*)\.dll$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex WindowsNvrtc();

    [GeneratedRegex(@"^cublas64_(?<version>[0-9]+)\.dll$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex WindowsBlas();
}
