using System.Runtime.InteropServices;

namespace AdaRank.Cuda.Refresh;

/// <summary>One matrix of a refresh, as <c>struct Member</c> of the kernels: addresses on the device, and the key of its random columns.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct MemberEntry(nint Gradient, nint Basis, ulong Name, uint Draw, int Rank, int Stride, int Unused = 0);
