using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace AdaRank.Native;

/// <summary>Loads the native libraries when anything of this assembly is used first.</summary>
internal static class RuntimeInitializer
{
    // Throws on failure, and so before TorchSharp's own search, which would copy half a gigabyte of packages into the
    // application only to fail for the same reason.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "A program without the generated initializer must find libtorch too.")]
    internal static void Load() => TorchNative.EnsureLoaded();
}
