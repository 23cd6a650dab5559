using System.Runtime.InteropServices;

namespace AdaRank.Cuda.Banks;

/// <summary>Where one matrix's moments lie, as <c>struct Moments</c> of the kernels: addresses on the device, and the key of its random bits.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct MomentsEntry(
    nint Gradient, nint First, nint Second, nint FirstScales, nint SecondScales, nint Direction, ulong Name, nint Step, nint IsFinite, nint Energy, nint Corrections);
