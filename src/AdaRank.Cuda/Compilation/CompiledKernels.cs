namespace AdaRank.Cuda.Compilation;

/// <summary>What came of a source.</summary>
/// <param name="Name">The name of the source.</param>
/// <param name="Target">What it was compiled for.</param>
/// <param name="Image">A cubin, or PTX that ends with a zero byte.</param>
/// <param name="IsFromCache">Whether nothing had to be compiled.</param>
internal sealed record CompiledKernels(string Name, CompilationTarget Target, byte[] Image, bool IsFromCache);
