namespace AdaRank.Cuda.Launch;

/// <summary>The widths of a kernel's parameters, as far as the driver tells.</summary>
internal readonly struct KernelSignature
{
    private readonly int _count;
    private readonly ulong _wide;

    private KernelSignature(int count, ulong wide)
    {
        IsKnown = true;
        _count = count;
        _wide = wide;
    }

    /// <summary>Whether the driver tells.</summary>
    public bool IsKnown { get; }

    /// <summary>Reads the widths.</summary>
    /// <param name="kernel">The name of the kernel, for messages.</param>
    /// <param name="sizes">The sizes of the parameters in bytes, or null when the driver does not tell.</param>
    /// <exception cref="NotSupportedException">A parameter is of another size than 4 or 8 bytes, or there are too many.</exception>
    public static KernelSignature Of(string kernel, IReadOnlyList<int>? sizes)
    {
        if (sizes is null)
        {
            return default;
        }

        if (sizes.Count > KernelArguments.MaxCount)
        {
            throw new NotSupportedException($"The kernel '{kernel}' has {sizes.Count} parameters, and at most {KernelArguments.MaxCount} can be passed: pass a struct on the device.");
        }

        var wide = 0UL;
        for (var i = 0; i < sizes.Count; i++)
        {
            wide |= sizes[i] switch
            {
                sizeof(uint) => 0,
                sizeof(ulong) => 1UL << i,
                var size => throw new NotSupportedException(
                    $"Parameter {i} of the kernel '{kernel}' has {size} bytes, and only 4 and 8 can be passed: use int, long long, float, double or a pointer."),
            };
        }

        return new KernelSignature(sizes.Count, wide);
    }

    /// <summary>Checks arguments against the parameters; does nothing when the driver does not tell.</summary>
    /// <param name="kernel">The name of the kernel, for messages.</param>
    /// <param name="arguments">The arguments.</param>
    /// <exception cref="ArgumentException">There are more or fewer, or one has another width.</exception>
    public void Check(string kernel, in KernelArguments arguments)
    {
        if (!IsKnown || (arguments.Count == _count && arguments.Wide == _wide))
        {
            return;
        }

        if (arguments.Count != _count)
        {
            throw new ArgumentException($"The kernel '{kernel}' has {_count} parameters, but {arguments.Count} arguments were added.", nameof(arguments));
        }

        var first = System.Numerics.BitOperations.TrailingZeroCount(arguments.Wide ^ _wide);
        var (has, got) = (_wide >> first & 1) != 0 ? (8, 4) : (4, 8);
        throw new ArgumentException(
            $"Parameter {first} of the kernel '{kernel}' has {has} bytes, but the argument added for it has {got}: cast it to the type that the kernel declares.",
            nameof(arguments));
    }
}
