using AdaRank.Banks;
using static TorchSharp.torch;

namespace AdaRank.Projection;

/// <summary>Where a projection updater puts the candidates of a refresh, before the ranks are decided.</summary>
public sealed class SketchView : IDisposable
{
    private readonly double[] _energies;
    private readonly int[] _numericalRanks;

    /// <summary>Allocates room for a sketch.</summary>
    /// <param name="bank">The matrices that are due.</param>
    /// <param name="width">k, candidate columns per matrix; at most d.</param>
    /// <param name="device">Where the candidates live.</param>
    public SketchView(BankView bank, int width, Device device)
    {
        Width = width;
        // Outside every dispose scope: the engine disposes the sketch when the new bases are committed.
        Candidates = empty([bank.Count, bank.Shape.ShortSide, width], bank.Shape.StateDtype, device).DetachFromDisposeScope();
        _energies = new double[bank.Count * width];
        _numericalRanks = new int[bank.Count];
        Array.Fill(_numericalRanks, width);
    }

    /// <summary>k, candidate columns per matrix.</summary>
    public int Width { get; }

    /// <summary>Candidate columns [count, d, k] in the state's dtype, orthonormal, most energetic first.</summary>
    public Tensor Candidates { get; }

    /// <summary>Energies captured by each candidate column of one matrix, s_i², descending, in squared gradient units.</summary>
    /// <param name="index">Which matrix.</param>
    public Span<double> Energies(int index) => _energies.AsSpan(index * Width, Width);

    /// <summary>The number of candidates of one matrix that are more than rounding noise. Set by the updater; k until then.</summary>
    /// <param name="index">Which matrix.</param>
    public ref int NumericalRank(int index) => ref _numericalRanks[index];

    /// <summary>Frees the candidates.</summary>
    public void Dispose() => Candidates.Dispose();
}
