using AdaRank.Cuda.Tensors;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Refresh;

/// <summary>What a refresh of several banks tells the host, in one piece of device memory: one copy brings all of it.</summary>
internal sealed class RefreshReport : IDisposable
{
    private readonly Tensor _numbers;

    /// <summary>Makes an empty report.</summary>
    /// <param name="backend">The device.</param>
    /// <param name="layout">What it will hold.</param>
    public RefreshReport(CudaBackend backend, ReportLayout layout)
    {
        Layout = layout;
        _numbers = zeros([layout.Length], ScalarType.Float64, new Device(TorchSharp.DeviceType.CUDA, backend.Device.Ordinal)).DetachFromDisposeScope();
    }

    /// <summary>What it holds.</summary>
    public ReportLayout Layout { get; }

    /// <summary>The address on the device of the energies of a matrix.</summary>
    /// <param name="bank">Which bank.</param>
    /// <param name="matrix">Which matrix of it.</param>
    public nint Address(int bank, int matrix) => TensorPointer.Of(_numbers) + (nint)(Layout.Start(bank, matrix) * sizeof(double));

    /// <summary>The address on the device of the status of a matrix.</summary>
    /// <param name="bank">Which bank.</param>
    /// <param name="matrix">Which matrix of it.</param>
    public nint StatusAddress(int bank, int matrix) => Address(bank, matrix) + ((Layout.Width(bank) + 1) * sizeof(double));

    /// <summary>The energies of some matrices of a bank as a tensor, [count, k], the caller's to dispose; writing to it writes the report.</summary>
    /// <param name="bank">Which bank.</param>
    /// <param name="first">The first matrix.</param>
    /// <param name="count">How many.</param>
    public Tensor Energies(int bank, int first, int count)
        => _numbers.as_strided([count, Layout.Width(bank)], [Layout.Stride(bank), 1], _numbers.storage_offset() + Layout.Start(bank, first));

    /// <summary>Waits for the refresh and reads all of it: the one copy to the host.</summary>
    public RefreshResults Read()
    {
        using var onHost = _numbers.cpu();
        return new RefreshResults(Layout, onHost.data<double>().ToArray());
    }

    /// <inheritdoc/>
    public void Dispose() => _numbers.Dispose();
}
