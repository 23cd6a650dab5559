using System.Text;
using AdaRank.Cuda.Compilation;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;

namespace AdaRank.Cuda.Tests.Compilation;

/// <summary>Gives the text of the source, and counts.</summary>
internal sealed class FakeCompiler : ICudaCompiler
{
    public int Compilations { get; private set; }

    public Version Version { get; init; } = new(13, 0);

    public CompilationTarget TargetFor(ComputeCapability capability) => CompilationTarget.For(capability, [80, 90], Version);

    public byte[] Compile(KernelSource source, CompilationTarget target, IReadOnlyList<string> options)
    {
        Compilations++;
        return source.Text == "error"
            ? throw new CudaCompilationException(
                new CudaFailure("nvrtcCompileProgram", 6, "NVRTC_ERROR_COMPILATION", "", source.Name, null), target.Architecture, "line 1: no")
            : Encoding.UTF8.GetBytes($"{target.Architecture} {string.Join(' ', options)} {source.Text}");
    }
}
