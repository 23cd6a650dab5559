using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Norms;
using AdaRank.Cuda.Tensors;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Limiting;

/// <summary>Matrices of a caller on their way into a bank.</summary>
internal static class BankTensors
{
    /// <summary>Checks one matrix for each of a bank.</summary>
    /// <param name="parameter">What the caller calls them.</param>
    /// <param name="tensors">Contiguous bf16 matrices on the bank's device.</param>
    /// <param name="geometry">The bank's shape.</param>
    /// <param name="count">How many matrices the bank has.</param>
    /// <param name="ordinal">Its device.</param>
    /// <param name="bank">Its name.</param>
    /// <exception cref="ArgumentException">One does not fit.</exception>
    public static void Check(string parameter, IReadOnlyList<Tensor> tensors, BankGeometry geometry, int count, int ordinal, string bank)
    {
        TensorTable.CheckCount(parameter, tensors, count, bank);
        for (var index = 0; index < count; index++)
        {
            var tensor = tensors[index];
            TensorTable.Check(parameter, index, tensor, ScalarType.BFloat16, (long)geometry.Rows * geometry.Columns, ordinal, bank);
            if (tensor.dim() != 2 || tensor.size(0) != geometry.Rows)
            {
                throw new ArgumentException($"{parameter}[{index}] is [{string.Join(", ", tensor.shape)}]: '{bank}' takes [{geometry.Rows}, {geometry.Columns}].", parameter);
            }

            // Eight numbers of a line are moved at once.
            if (geometry.Columns % 8 == 0 && !TensorTable.IsAligned(TensorPointer.Of(tensor)))
            {
                throw new ArgumentException($"{parameter}[{index}] does not begin at a multiple of 16 bytes: make a copy of what is a view here.", parameter);
            }
        }
    }
}
