using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Tensors;
using TorchSharp;

namespace AdaRank.Cuda.Blas;

/// <summary>Products of tensors by <see cref="CudaBlas"/>.</summary>
internal static class TensorProduct
{
    /// <summary>Queues <c>product = alpha op(left) op(right) + beta product</c>.</summary>
    /// <param name="blas">cuBLAS.</param>
    /// <param name="left">[rows, inner], or [inner, rows] to be transposed. Read only.</param>
    /// <param name="right">[inner, columns], or [columns, inner] to be transposed. Read only.</param>
    /// <param name="product">[rows, columns]; receives the result. Overlaps with neither.</param>
    /// <param name="stream">Where.</param>
    /// <param name="transposeLeft">Whether the left factor is to be transposed.</param>
    /// <param name="transposeRight">Whether the right factor is to be transposed.</param>
    /// <param name="alpha">What the product is multiplied by.</param>
    /// <param name="beta">What <paramref name="product"/> is multiplied by before; with 0 it is not read.</param>
    /// <param name="bank">What for, for messages; null for none.</param>
    /// <remarks>
    /// All three are contiguous matrices on one CUDA device; the factors have one dtype of fp32, fp64, bf16 and fp16, the product
    /// the same, or fp32. They must live until the product is done.
    /// </remarks>
    /// <exception cref="ArgumentException">A tensor has another shape, layout, dtype or device.</exception>
    /// <exception cref="CudaException">cuBLAS refuses, or earlier work on the device failed.</exception>
    public static void Multiply(
        this CudaBlas blas,
        torch.Tensor left,
        torch.Tensor right,
        torch.Tensor product,
        CudaStream stream,
        bool transposeLeft = false,
        bool transposeRight = false,
        double alpha = 1,
        double beta = 0,
        string? bank = null)
    {
        CheckMatrix(left, nameof(left));
        CheckMatrix(right, nameof(right));
        CheckMatrix(product, nameof(product));
        var (rows, inner) = transposeLeft ? (left.shape[1], left.shape[0]) : (left.shape[0], left.shape[1]);
        var (innerOfRight, columns) = transposeRight ? (right.shape[1], right.shape[0]) : (right.shape[0], right.shape[1]);
        if (innerOfRight != inner)
        {
            throw new ArgumentException(
                $"{nameof(right)} is {Describe(right, transposeRight)}, but {nameof(left)} is {Describe(left, transposeLeft)}: the inner dimensions must be equal.", nameof(right));
        }

        if (product.shape[0] != rows || product.shape[1] != columns)
        {
            throw new ArgumentException($"{nameof(product)} is {Describe(product, false)}: it must be [{rows}, {columns}].", nameof(product));
        }

        if (left.dtype != right.dtype)
        {
            throw new ArgumentException($"{nameof(right)} is {right.dtype}, but {nameof(left)} is {left.dtype}: convert one.", nameof(right));
        }

        var types = new GemmTypes(TypeOf(left, nameof(left)), TypeOf(product, nameof(product)));
        types.Check(nameof(product));

        // A row-major matrix is its column-major transpose, so the factors change places.
        blas.Multiply(
            GemmShape.RowMajor(checked((int)rows), checked((int)columns), checked((int)inner), transposeLeft, transposeRight),
            types,
            TensorPointer.OnDevice(right, nameof(right)),
            TensorPointer.OnDevice(left, nameof(left)),
            TensorPointer.OnDevice(product, nameof(product)),
            alpha,
            beta,
            stream,
            bank);
    }

    /// <summary>The type of a tensor's elements.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="parameter">What the caller calls it.</param>
    /// <exception cref="ArgumentException">Products do not have that type.</exception>
    public static BlasType TypeOf(torch.Tensor tensor, string parameter) => tensor.dtype switch
    {
        torch.ScalarType.Float32 => BlasType.Float32,
        torch.ScalarType.Float64 => BlasType.Float64,
        torch.ScalarType.Float16 => BlasType.Float16,
        torch.ScalarType.BFloat16 => BlasType.BFloat16,
        var other => throw new ArgumentException($"{parameter} is {other}: convert it to fp32, fp64, bf16 or fp16.", parameter),
    };

    private static void CheckMatrix(torch.Tensor tensor, string parameter)
    {
        if (tensor.dim() != 2 || !tensor.is_contiguous())
        {
            throw new ArgumentException(
                $"{parameter} is [{string.Join(", ", tensor.shape)}]{(tensor.is_contiguous() ? "" : ", not contiguous")}: pass a contiguous matrix.", parameter);
        }
    }

    private static string Describe(torch.Tensor tensor, bool isTransposed)
        => $"[{string.Join(", ", tensor.shape)}]{(isTransposed ? " transposed" : "")}";
}
