using System.Runtime.InteropServices;

namespace AdaRank.Cuda.Banks;

/// <summary>One matrix's product, as <c>struct Update</c> of the kernels: addresses on the device, and the key of its random bits.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct UpdateEntry(nint Weight, nint A, nint B, ulong Name, nint IsFinite, nint Maps = 0);
