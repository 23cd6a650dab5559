using System.Runtime.InteropServices;

namespace AdaRank.Cuda.Refresh;

/// <summary>A matrix whose moments move, as <c>struct Move</c> of the kernels.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct MoveEntry(
    nint First, nint Second, nint FirstScales, nint SecondScales, nint ToFirst, nint ToSecond, nint ToFirstScales, nint ToSecondScales,
    nint Step, nint Status, ulong Name);
