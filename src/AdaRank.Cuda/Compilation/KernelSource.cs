namespace AdaRank.Cuda.Compilation;

/// <summary>CUDA C++ to compile.</summary>
/// <param name="Name">A name for it, for messages and for the compiler's, for example <c>adam.cu</c>.</param>
/// <param name="Text">The code. Kernels are declared <c>extern "C" __global__</c>.</param>
internal sealed record KernelSource(string Name, string Text);
