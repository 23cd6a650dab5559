using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;

namespace AdaRank.Cuda.Compilation;

/// <summary>Makes code for a device from CUDA C++.</summary>
internal interface ICudaCompiler
{
    /// <summary>Its version: compilers of different versions may make different code of the same source.</summary>
    Version Version { get; }

    /// <summary>What it would compile for, given a device.</summary>
    /// <param name="capability">The generation of the device.</param>
    /// <exception cref="CudaLibraryException">It cannot compile for that.</exception>
    CompilationTarget TargetFor(ComputeCapability capability);

    /// <summary>Compiles.</summary>
    /// <param name="source">The code.</param>
    /// <param name="target">What for.</param>
    /// <param name="options">Options of NVRTC besides the architecture, such as <c>--use_fast_math</c>.</param>
    /// <returns>A cubin, or PTX that ends with a zero byte.</returns>
    /// <exception cref="CudaCompilationException">The code has errors.</exception>
    byte[] Compile(KernelSource source, CompilationTarget target, IReadOnlyList<string> options);
}
