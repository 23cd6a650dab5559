using System.Runtime.InteropServices;

namespace AdaRank.Cuda.Norms;

/// <summary>Where one gradient lies, and where the sums of its chunks go, as <c>struct Gradient</c> of the kernels.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct GradientEntry(nint Address, long Count, int FirstPart, int Parts, int IsBFloat16, int IsAligned);
