using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.Kernels;

/// <summary>A number of threads for the length of a test.</summary>
internal sealed class Threads : IDisposable
{
    private readonly int _before = get_num_threads();

    public Threads(int count) => set_num_threads(count);

    public void Dispose() => set_num_threads(_before);
}
