using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Tensors;

namespace AdaRank.Cuda.Refresh;

/// <summary>Where the state of one matrix lies: addresses on the device.</summary>
/// <param name="Basis">Q, [d, stride] in bf16, zeros behind the rank.</param>
/// <param name="First">M, [L, stride], encoded.</param>
/// <param name="Second">V, likewise.</param>
/// <param name="FirstScales">The scales of its blocks of 8 bits; 0 for other encodings.</param>
/// <param name="SecondScales">Likewise.</param>
/// <param name="Step">How many steps were executed, int64.</param>
internal readonly record struct MomentPlace(nint Basis, nint First, nint Second, nint FirstScales, nint SecondScales, nint Step)
{
    /// <summary>The place of a matrix in a bank.</summary>
    /// <param name="bank">The bank.</param>
    /// <param name="index">Which matrix.</param>
    /// <exception cref="ArgumentException">The bank has weights, and so bases, in fp32.</exception>
    public static MomentPlace Of(AdamBank bank, int index)
    {
        if (bank.WeightType is not WeightType.BFloat16)
        {
            throw new ArgumentException(
                $"The bank '{bank.Name}' has bases in fp32, and moments are moved on the device between bases in bf16: refresh it on the host, or keep its weights in bf16.", nameof(bank));
        }

        return new MomentPlace(At(bank.Bases), At(bank.First), At(bank.Second), At(bank.FirstScales), At(bank.SecondScales), At(bank.Steps));

        nint At(TorchSharp.torch.Tensor tensor)
        {
            var part = tensor.numel() / bank.Count * tensor.element_size();
            return part == 0 ? 0 : TensorPointer.Of(tensor) + (nint)(index * part);
        }
    }
}
