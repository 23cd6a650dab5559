namespace AdaRank.Cuda.Driver;

/// <summary>A queue of work on a device. Not owned: streams belong to PyTorch.</summary>
/// <param name="Handle">The driver's handle; 0 is the legacy default stream.</param>
internal readonly record struct CudaStream(nint Handle)
{
    /// <summary>
    /// The legacy default stream. PyTorch works on it unless a program chose another, and TorchSharp has no way to choose
    /// one.
    /// </summary>
    public static CudaStream Default => default;
}
