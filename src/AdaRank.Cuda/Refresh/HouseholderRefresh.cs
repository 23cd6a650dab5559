using static TorchSharp.torch;

namespace AdaRank.Cuda.Refresh;

/// <summary>The refresh of one matrix by PyTorch in fp64: the last resort for columns that Cholesky QR could not make orthonormal.</summary>
/// <remarks>method.md eq. 3.2 to 3.7, with Householder QR. Some hundred times slower than a matrix's share of a bank's refresh.</remarks>
internal static class HouseholderRefresh
{
    /// <summary>Replaces the candidates of a matrix, and what the host knows of it.</summary>
    /// <param name="gradient">G, [m, n], finite.</param>
    /// <param name="geometry">Shape and width.</param>
    /// <param name="candidates">Its candidates, [d, stride] in bf16: where the power step starts, and where the result goes.</param>
    /// <param name="results">What the host knows.</param>
    /// <param name="bank">Which bank of them.</param>
    /// <param name="matrix">Which matrix of it.</param>
    public static void Redo(Tensor gradient, in RefreshGeometry geometry, Tensor candidates, RefreshResults results, int bank, int matrix)
    {
        using var scope = NewDisposeScope();
        var total = results.TotalEnergy(bank, matrix);
        var unit = total > 0 ? Math.Sqrt(total) : 1;
        var a = (geometry.IsLeft ? gradient : gradient.t()).to(ScalarType.Float64) / unit;
        var mine = candidates.narrow(1, 0, geometry.Width);
        var range = Orthonormal(mine.to(ScalarType.Float64).nan_to_num(0, 0, 0));
        range = Orthonormal(a.mm(Orthonormal(a.t().mm(range))));
        var image = range.t().mm(a);
        var (values, vectors) = linalg.eigh(image.mm(image.t()));
        range = range.mm(vectors.flip(1));
        range = range * range.gather(0, range.abs().argmax(0, keepdim: true)).sign();
        mine.copy_(range);

        var energies = (values.flip(0).clamp_min(0) * (unit * unit)).cpu().data<double>().ToArray();
        var error = (range.t().mm(range) - eye(geometry.Width, dtype: ScalarType.Float64, device: range.device)).abs().max().item<double>();
        var status = (results.Status(bank, matrix) & ~(RefreshStatus.NotOrthonormal | RefreshStatus.NotConverged)) | RefreshStatus.Householder;
        results.Replace(bank, matrix, energies, status, error);
    }

    private static Tensor Orthonormal(Tensor columns) => linalg.qr(columns, linalg.QRMode.Reduced).Q;
}
