using AdaRank.Banks;
using AdaRank.Projection;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.LinearAlgebra;

/// <summary>Bases that are the first columns of their sketches.</summary>
internal static class LeadingCandidates
{
    /// <summary>Copies the first r candidates of each matrix into its basis.</summary>
    /// <param name="bank">The matrices that are due.</param>
    /// <param name="sketch">Their candidates.</param>
    /// <param name="ranks">r of each matrix.</param>
    /// <param name="bases">Receives the bases, [d, r] each.</param>
    /// <param name="fixSigns">Whether to apply the sign rule (eq. 3.7).</param>
    public static void Commit(
        BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases, bool fixSigns)
    {
        for (var index = 0; index < bank.Count; index++)
        {
            using var scope = NewDisposeScope();
            bases[index].copy_(sketch.Candidates[index].narrow(1, 0, ranks[index]));
            if (fixSigns)
            {
                SignRule.Apply(bases[index]);
            }
        }
    }
}
