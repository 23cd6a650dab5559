using static TorchSharp.torch;

namespace AdaRank.Cuda.Refresh;

/// <summary>A basis that is cut from candidates.</summary>
/// <param name="Candidates">[d, stride] in bf16, by descending energy.</param>
/// <param name="Basis">Receives the first columns, [d, stride of the bank] in bf16.</param>
/// <param name="Rank">How many.</param>
/// <param name="Status">The address on the device of the status in a report, or 0: then the basis is written whatever happened.</param>
internal readonly record struct BasisCut(Tensor Candidates, Tensor Basis, int Rank, nint Status);
