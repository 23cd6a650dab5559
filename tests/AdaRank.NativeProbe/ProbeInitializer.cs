using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace AdaRank.NativeProbe;

/// <summary>What the generator emits into a user's assembly, and ways to depart from it.</summary>
internal static class ProbeInitializer
{
    [ModuleInitializer]
    internal static void Initialize()
    {
        switch (Environment.GetEnvironmentVariable("PROBE_INITIALIZER"))
        {
            case "runtime-only":
                // A program without the generator, which comes by something of AdaRank before its first tensor.
                UseRuntime();
                break;

            case "own-resolver":
                NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, static (_, _, _) => 0);
                LoadGenerated();
                break;

            default:
                LoadGenerated();
                break;
        }
    }

    // Apart, since compiling a method that mentions AdaRank.Runtime runs the initializer of that assembly.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LoadGenerated() => global::AdaRank.Native.TorchNative.EnsureLoaded();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void UseRuntime() => RuntimeHelpers.RunModuleConstructor(typeof(Native.TorchNative).Module.ModuleHandle);
}
