using System.Runtime.InteropServices;

namespace AdaRank.Cuda.Norms;

/// <summary>What one block of a kernel works on, as <c>struct Chunk</c> of the kernels.</summary>
/// <param name="Tensor">Which tensor.</param>
/// <param name="Index">Which of its chunks, from 0.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ChunkEntry(int Tensor, int Index);
