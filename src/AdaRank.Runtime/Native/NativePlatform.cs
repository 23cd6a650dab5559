using System.Runtime.InteropServices;

namespace AdaRank.Native;

/// <summary>How this system names its folders and libraries.</summary>
/// <param name="Rid">The runtime identifier, as in <c>runtimes/linux-x64/native</c>.</param>
/// <param name="Prefix">What file names of libraries begin with.</param>
/// <param name="Suffix">What file names of libraries end with.</param>
internal sealed record NativePlatform(string Rid, string Prefix, string Suffix)
{
    /// <summary>The import name of TorchSharp's shim.</summary>
    public const string Shim = "LibTorchSharp";

    /// <summary>The library that makes a folder a folder of libtorch.</summary>
    public const string MainLibrary = "torch_cpu";

    /// <summary>Libraries of libtorch such that each finds what it needs already loaded; the CUDA ones are there or not.</summary>
    public static IReadOnlyList<string> LoadOrder { get; } = ["c10", MainLibrary, "c10_cuda", "torch_cuda", "torch"];

    /// <summary>The system that this process runs on.</summary>
    public static NativePlatform Current { get; } = Detect();

    /// <summary>The file name of a library.</summary>
    /// <param name="library">Its import name.</param>
    public string FileName(string library) => Prefix + library + Suffix;

    private static NativePlatform Detect()
    {
        var architecture = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            var other => other.ToString(),
        };

        // Anything that is neither Windows nor macOS names its libraries as Linux does; none of it gets past the search.
        return OperatingSystem.IsWindows() ? new NativePlatform("win-" + architecture, "", ".dll")
            : OperatingSystem.IsMacOS() ? new NativePlatform("osx-" + architecture, "lib", ".dylib")
            : new NativePlatform("linux-" + architecture, "lib", ".so");
    }
}
