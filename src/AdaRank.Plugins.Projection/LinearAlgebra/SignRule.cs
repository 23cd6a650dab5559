using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.LinearAlgebra;

/// <summary>Fixes the signs that a singular value decomposition leaves open.</summary>
internal static class SignRule
{
    /// <summary>Flips columns so that the entry of largest magnitude, the first on ties, is positive (eq. 3.7).</summary>
    /// <param name="basis">[d, r], changed in place.</param>
    public static void Apply(Tensor basis)
    {
        using var scope = NewDisposeScope();
        var largest = basis.gather(0, basis.abs().argmax(0, keepdim: true));
        basis.mul_(largest.sign());
    }
}
