using System.Globalization;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tensors;

/// <summary>Tensors of a caller on their way into a table of addresses: what is checked of them, and whether they have moved.</summary>
internal static class TensorTable
{
    /// <summary>Bytes that a thread moves at once.</summary>
    private const int Alignment = 16;

    /// <summary>Whether a kernel may move 16 bytes at once from here on.</summary>
    /// <param name="address">An address on the device.</param>
    public static bool IsAligned(nint address) => address % Alignment == 0;

    /// <summary>Checks that there are as many tensors as there are parameters.</summary>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public static void CheckCount(string parameter, IReadOnlyList<Tensor> tensors, int count, string bank)
    {
        if (tensors.Count != count)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{parameter} has {tensors.Count} tensors, and '{bank}' {count}: pass one for each."), parameter);
        }
    }

    /// <summary>Checks one tensor.</summary>
    /// <exception cref="ArgumentException">It has another type, size or device, or is not contiguous.</exception>
    public static void Check(string parameter, int index, Tensor tensor, ScalarType type, long count, int ordinal, string bank)
    {
        if (tensor.dtype != type || tensor.numel() != count || tensor.device_type != TorchSharp.DeviceType.CUDA || tensor.device_index != ordinal || !tensor.is_contiguous())
        {
            throw new ArgumentException(
                $"{parameter}[{index}] is {tensor.dtype} [{string.Join(", ", tensor.shape)}] on {tensor.device}{(tensor.is_contiguous() ? "" : ", not contiguous")}: "
                + $"'{bank}' takes {count} contiguous numbers of {type} on cuda:{ordinal}.",
                parameter);
        }
    }

    /// <summary>Checks a rate of a step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public static void CheckRate(string name, double value)
    {
        if (!(value >= 0 && double.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be finite and at least 0.");
        }
    }

    /// <summary>Reads the addresses of tensors that were checked; tells whether one is another than before.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="addresses">Those of the last call; updated.</param>
    public static bool Take(IReadOnlyList<Tensor> tensors, nint[] addresses)
    {
        var hasMoved = false;
        for (var index = 0; index < addresses.Length; index++)
        {
            var address = TensorPointer.Of(tensors[index]);
            hasMoved |= address != addresses[index];
            addresses[index] = address;
        }

        return hasMoved;
    }

    /// <summary>The address of one part of a tensor, by its first dimension; 0 if parts have no elements.</summary>
    /// <param name="tensor">A tensor on a device, contiguous.</param>
    /// <param name="index">Which part.</param>
    public static nint At(Tensor tensor, int index)
    {
        var part = tensor.numel() / tensor.size(0) * tensor.element_size();
        return part == 0 ? 0 : TensorPointer.Of(tensor) + (nint)(index * part);
    }
}
