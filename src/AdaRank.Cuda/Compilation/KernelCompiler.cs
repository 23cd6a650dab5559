using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;

namespace AdaRank.Cuda.Compilation;

/// <summary>Compiles kernels for a device, unless the cache has them.</summary>
/// <param name="compiler">The compiler.</param>
/// <param name="cache">The cache.</param>
internal sealed class KernelCompiler(ICudaCompiler compiler, KernelCache cache)
{
    /// <summary>Gives the code of a source for a device.</summary>
    /// <param name="source">The source.</param>
    /// <param name="capability">The generation of the device.</param>
    /// <param name="options">Options of NVRTC besides the architecture, such as <c>--use_fast_math</c>.</param>
    /// <exception cref="CudaCompilationException">The source has errors.</exception>
    /// <exception cref="CudaLibraryException">The compiler cannot compile for the device.</exception>
    public CompiledKernels Compile(KernelSource source, ComputeCapability capability, params IReadOnlyList<string> options)
    {
        var target = compiler.TargetFor(capability);
        var key = CompilationKey.Of(source, target, compiler.Version, options);
        if (cache.Read(key) is { } kept)
        {
            return new CompiledKernels(source.Name, target, kept, IsFromCache: true);
        }

        var image = compiler.Compile(source, target, options);
        cache.Write(key, image);
        return new CompiledKernels(source.Name, target, image, IsFromCache: false);
    }
}
