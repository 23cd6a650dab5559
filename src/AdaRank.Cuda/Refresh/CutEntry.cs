using System.Runtime.InteropServices;

namespace AdaRank.Cuda.Refresh;

/// <summary>A basis that is cut from candidates, as <c>struct Cut</c> of the kernels.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct CutEntry(nint Candidates, nint Basis, nint Status, int Rank, int CandidatesStride, int BasisStride, int Unused = 0);
