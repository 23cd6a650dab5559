using System.Runtime.InteropServices;
using AdaRank.State;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaRank.Optimization.State;

/// <summary>State in bf16, rounded stochastically (method.md, section 10).</summary>
internal sealed class BFloat16StateTensor : StateTensor
{
    private readonly Tensor _stored;
    private readonly ScalarType _dtype;

    public BFloat16StateTensor(ReadOnlySpan<long> shape, ScalarType dtype, Device device) =>
        (_stored, _dtype) = (Storage.Zeros(shape, ScalarType.BFloat16, device), dtype);

    public override StateEncoding Encoding => StateEncoding.BFloat16;

    public override long AllocatedBytes => Storage.Bytes(_stored);

    public override Tensor Open() => _stored.to(_dtype);

    public override void Close(Tensor numbers, RoundingBits rounding)
    {
        if (_stored.device_type is not DeviceType.CPU)
        {
            StochasticRounding.RoundByTensors([numbers], [_stored], [rounding]);
            return;
        }

        using var single = numbers.to(ScalarType.Float32).contiguous();
        StochasticRounding.Round(MemoryMarshal.Cast<byte, uint>(single.bytes), MemoryMarshal.Cast<byte, ushort>(_stored.bytes), rounding);
    }

    public override void Dispose() => _stored.Dispose();
}
