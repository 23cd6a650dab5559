using System.Runtime.InteropServices;

namespace AdaRank.Cuda.Dense;

/// <summary>Where one parameter and its state lie, as <c>struct DenseTensor</c> of the kernels: addresses on the device, and the key of its random bits.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct DenseEntry(
    nint Weight, nint Gradient, nint Master, nint First, nint Second, nint FirstScales, nint SecondScales, ulong Name, long Count, int Kind, int IsAligned);
