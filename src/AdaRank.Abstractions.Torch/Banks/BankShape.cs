using static TorchSharp.torch;

namespace AdaRank.Banks;

/// <summary>What the matrices of a bank have in common.</summary>
/// <param name="Rows">m, out_features of a linear layer.</param>
/// <param name="Columns">n, in_features of a linear layer.</param>
/// <param name="Dtype">Element type of the weights as plugins see them: of weights in bf16 fp32, since they are opened for a step.</param>
public readonly record struct BankShape(long Rows, long Columns, ScalarType Dtype)
{
    /// <summary>Which side is projected (eq. 2.1).</summary>
    public ProjectionSide Side => Rows >= Columns ? ProjectionSide.Right : ProjectionSide.Left;

    /// <summary>d = min(m, n) (eq. 2.2).</summary>
    public long ShortSide => Math.Min(Rows, Columns);

    /// <summary>L = max(m, n) (eq. 2.2).</summary>
    public long LongSide => Math.Max(Rows, Columns);

    /// <summary>Element type of bases and moments: that of the weights, but at least fp32 (method.md, section 8).</summary>
    public ScalarType StateDtype => Dtype is ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;

    /// <summary>Bytes per element of bases and moments.</summary>
    public int StateElementBytes => StateDtype is ScalarType.Float64 ? sizeof(double) : sizeof(float);

    /// <summary>Turns a native m × n tensor into the canonical d × L one, or back.</summary>
    /// <param name="matrix">[m, n] or [d, L].</param>
    /// <returns>A view; the caller disposes it.</returns>
    public Tensor Transposed(Tensor matrix) => Side is ProjectionSide.Right ? matrix.t() : matrix.alias();
}
