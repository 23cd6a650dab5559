using AdaRank.Cuda.Tensors;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Banks;

/// <summary>Matrices of a caller on their way into a bank.</summary>
internal static class BankTensors
{
    /// <summary>Checks one matrix for each of a bank.</summary>
    /// <param name="parameter">What the caller calls them.</param>
    /// <param name="tensors">Contiguous matrices on the bank's device.</param>
    /// <param name="type">The type of the bank's weights.</param>
    /// <param name="geometry">The bank's shape.</param>
    /// <param name="count">How many matrices the bank has.</param>
    /// <param name="ordinal">Its device.</param>
    /// <param name="bank">Its name.</param>
    /// <exception cref="ArgumentException">One does not fit.</exception>
    public static void Check(string parameter, IReadOnlyList<Tensor> tensors, ScalarType type, BankGeometry geometry, int count, int ordinal, string bank)
    {
        if (tensors.Count != count)
        {
            throw new ArgumentException($"{parameter} has {tensors.Count} tensors, and the bank '{bank}' {count} matrices: pass one for each.", parameter);
        }

        for (var index = 0; index < count; index++)
        {
            var tensor = tensors[index];
            if (tensor.dtype != type || tensor.device_type != TorchSharp.DeviceType.CUDA || tensor.device_index != ordinal || !tensor.is_contiguous()
                || tensor.dim() != 2 || tensor.size(0) != geometry.Rows || tensor.size(1) != geometry.Columns)
            {
                throw new ArgumentException(
                    $"{parameter}[{index}] is {tensor.dtype} [{string.Join(", ", tensor.shape)}] on {tensor.device}{(tensor.is_contiguous() ? "" : ", not contiguous")}: "
                    + $"the bank '{bank}' takes contiguous {type} [{geometry.Rows}, {geometry.Columns}] on cuda:{ordinal}.",
                    parameter);
            }

            // Eight numbers of a line are moved at once.
            if (geometry.Columns % 8 == 0 && !TensorTable.IsAligned(TensorPointer.Of(tensor)))
            {
                throw new ArgumentException($"{parameter}[{index}] does not begin at a multiple of 16 bytes: make a copy of what is a view here.", parameter);
            }
        }
    }
}
