using AdaRank.Cuda.Refresh;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Refresh;

/// <summary>A bank of gradients with known spectra and all that it takes to refresh it, for tests.</summary>
internal sealed class GpuRefresh : IDisposable
{
    public GpuRefresh(int rows, int columns, bool isLeft, int width, int count, long mostBytes = 4L << 30, ulong seed = 17)
    {
        Kernels = new RefreshKernels(Gpu.Gpu.Open());
        Scratch = new RefreshScratch(Kernels.Backend.Device, mostBytes);
        Geometry = new RefreshGeometry(rows, columns, isLeft, width);
        Refresh = new BankRefresh(Kernels, Scratch, "test", Geometry, seed);
        Gradients = new Tensor[count];
        Candidates = Refresh.NewCandidates(count);
        Report = new RefreshReport(Kernels.Backend, new ReportLayout((count, width)));
        cuda.manual_seed(5);
    }

    public RefreshKernels Kernels { get; }

    public RefreshScratch Scratch { get; }

    public RefreshGeometry Geometry { get; }

    public BankRefresh Refresh { get; }

    public Tensor[] Gradients { get; }

    public Tensor Candidates { get; }

    public RefreshReport Report { get; }

    /// <summary>A gradient with singular values 1, (1 + decay)⁻¹..., the i-th (1 + i decay)^-power, in bf16.</summary>
    public Tensor Decaying(double decay, double power, int? rank = null)
    {
        using var scope = NewDisposeScope();
        var (shortSide, longSide) = (Geometry.ShortSide, Geometry.LongSide);
        var count = rank ?? shortSide;
        var left = linalg.qr(randn(shortSide, count, dtype: ScalarType.Float64, device: CUDA)).Q;
        var right = linalg.qr(randn(longSide, count, dtype: ScalarType.Float64, device: CUDA)).Q;
        var values = (1 + (decay * arange(count, dtype: ScalarType.Float64, device: CUDA))).pow(-power);
        var product = (left * values).mm(right.t());
        return (Geometry.IsLeft ? product : product.t()).to(ScalarType.BFloat16).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>A of a gradient, [d, L], fp64.</summary>
    public Tensor Canonical(int index) => (Geometry.IsLeft ? Gradients[index] : Gradients[index].t()).to(ScalarType.Float64);

    /// <summary>The candidates of a matrix before they were rounded, [d, k], fp64; of the last pass, so all matrices were in it.</summary>
    public Tensor Columns(int index)
        => Scratch.View(RefreshScratch.Place.Images, Gradients.Length, Geometry.ShortSide, Geometry.Stride)[index].narrow(1, 0, Geometry.Width).to(ScalarType.Float64);

    /// <summary>The candidates of a matrix, [d, k], fp64.</summary>
    public Tensor Candidate(int index) => Candidates[index].narrow(1, 0, Geometry.Width).to(ScalarType.Float64);

    public RefreshResults Cold(int powerIterations = 1)
    {
        Refresh.Cold(Members(null), powerIterations, Candidates, Report, 0);
        return Report.Read();
    }

    public RefreshResults Warm(Tensor bases, int rank, int iterations = 1)
    {
        Refresh.Warm(Members(bases, rank), iterations, Candidates, Report, 0);
        return Report.Read();
    }

    public RefreshMember[] Members(Tensor? bases, int rank = 0)
        => [.. Gradients.Select((gradient, index) => new RefreshMember(gradient, bases is null ? null : bases[index], rank, 1000UL + (ulong)index, 3))];

    /// <summary>The largest |QᵀQ - I| in fp64.</summary>
    public static double OrthonormalityError(Tensor columns)
    {
        using var scope = NewDisposeScope();
        return (columns.t().mm(columns) - eye(columns.size(1), dtype: ScalarType.Float64, device: CUDA)).abs().max().item<double>();
    }

    public void Dispose()
    {
        Report.Dispose();
        Scratch.Dispose();
        Kernels.Dispose();
    }
}
