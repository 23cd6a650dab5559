using System.Globalization;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;

namespace AdaRank.Cuda.Compilation;

/// <summary>What kernels are compiled for.</summary>
/// <param name="Architecture">As compilers name it: <c>sm_90a</c> for code of one architecture, <c>compute_90</c> for PTX.</param>
internal readonly record struct CompilationTarget(string Architecture)
{
    // From this version on the features that only Hopper has can be asked for.
    private const int FirstWithHopperFeatures = 12;

    /// <summary>Whether the result is PTX, which the driver compiles for the device when it is loaded.</summary>
    public bool IsPtx => Architecture.StartsWith("compute_", StringComparison.Ordinal);

    /// <summary>Chooses what to compile for: the device itself, or the newest PTX that it can run.</summary>
    /// <param name="capability">The generation of the device.</param>
    /// <param name="supported">Architectures that the compiler knows, as numbers such as 90.</param>
    /// <param name="compilerVersion">The compiler's version.</param>
    /// <exception cref="CudaLibraryException">The device is older than everything that the compiler knows.</exception>
    public static CompilationTarget For(ComputeCapability capability, IReadOnlyCollection<int> supported, Version compilerVersion)
    {
        if (supported.Contains(capability.Number))
        {
            var feature = capability is { Major: 9, Minor: 0 } && compilerVersion.Major >= FirstWithHopperFeatures ? "a" : "";
            return new CompilationTarget(string.Create(CultureInfo.InvariantCulture, $"sm_{capability.Number}{feature}"));
        }

        var older = supported.Where(number => number < capability.Number).DefaultIfEmpty(0).Max();
        return older > 0
            ? new CompilationTarget(string.Create(CultureInfo.InvariantCulture, $"compute_{older}"))
            : throw new CudaLibraryException(
                $"NVRTC {compilerVersion} does not compile for a device of compute capability {capability}.",
                [$"it compiles for {string.Join(", ", supported.Order())}"],
                "Use a libtorch with an older CUDA, or a newer device.");
    }
}
