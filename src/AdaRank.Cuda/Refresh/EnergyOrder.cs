using AdaRank.Cuda.Launch;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Refresh;

/// <summary>The rotation that brings the columns of sketches into descending energy (method.md eq. 3.3, 3.6), from S = BBᵀ with B = QᵀA.</summary>
/// <param name="kernels">Kernels of the device.</param>
internal sealed class EnergyOrder(RefreshKernels kernels)
{
    private const int Threads = 1024;
    private const int Banks = 32;
    private const int Corrections = 2;
    private const int MostSweeps = 20;

    /// <summary>Eigenvectors of the Gram matrices to the squares, eigenvalues to the report.</summary>
    /// <param name="pass">The matrices; their Gram matrices are those of scaled images.</param>
    /// <param name="report">The report.</param>
    /// <param name="bank">Which bank of the report.</param>
    /// <param name="first">Which matrix of it comes first.</param>
    public void Find(RefreshPass pass, RefreshReport report, int bank, int first)
    {
        if (!pass.Geometry.IsDirect)
        {
            FindWide(pass, report, bank, first);
            return;
        }

        var width = pass.Geometry.Width;
        var arguments = new KernelArguments(stackalloc ulong[10]);
        arguments.Add(pass.Grams);
        arguments.Add(pass.Squares);
        arguments.Add(pass.Scales);
        arguments.Add(pass.Statuses);
        arguments.Add(report.Address(bank, first));
        arguments.Add(report.Layout.Stride(bank));
        arguments.Add(width);
        arguments.Add(pass.Geometry.Stride);
        arguments.Add(pass.Geometry.SquareCount);
        arguments.Add(MostSweeps);

        // Columns begin 16 banks apart, as in the kernel; then a norm and a place for each.
        var height = ((width + 15) / Banks * Banks) + 16;
        kernels.Eigen.Launch(new LaunchShape(pass.Count, BlockX: Threads, SharedBytes: sizeof(float) * width * (height + 2)), arguments, pass.Stream, pass.Bank);
    }

    /// <summary>The same by cuSOLVER, one matrix after the other.</summary>
    private void FindWide(RefreshPass pass, RefreshReport report, int bank, int first)
    {
        using var scope = NewDisposeScope();
        var (width, stride) = (pass.Geometry.Width, pass.Geometry.Stride);
        var grams = pass.Scratch.View(RefreshScratch.Place.Grams, pass.Count, width, stride).narrow(2, 0, width);

        // What is not finite would end in an exception for all of them. Its status says that it means nothing.
        var (values, vectors) = linalg.eigh(grams.nan_to_num(0, 0, 0));
        pass.Scratch.View(RefreshScratch.Place.Squares, pass.Count, width, stride).narrow(2, 0, width).copy_(vectors.flip(2));
        var units = pass.ScalesTensor().to(ScalarType.Float64).square().unsqueeze(1);
        report.Energies(bank, first, pass.Count).copy_(values.flip(1).to(ScalarType.Float64).clamp_min(0) / units);

        // Those of some sizes are far from orthonormal, by 1e-4 or even 1e-2. Each U (3 I - UᵀU) / 2 squares the distance. The images are free by now.
        for (var round = 0; round < Corrections; round++)
        {
            pass.MultiplyToGrams(pass.Squares, width);
            grams.mul_(-0.5).add_(eye(width, dtype: ScalarType.Float32, device: grams.device), alpha: 1.5);
            pass.Rotate(pass.Squares, pass.Grams, pass.Images, width);
            var device = kernels.Backend.Device;
            using var current = device.Enter();
            device.Driver.CopyOnDevice(pass.Squares, pass.Images, pass.Count * pass.Geometry.SquareCount * sizeof(float), pass.Stream, pass.Bank);
        }
    }
}
