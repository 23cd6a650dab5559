using System.Runtime.CompilerServices;
using AdaRank.Cuda.Tensors;
using TorchSharp;

namespace AdaRank.Cuda.Launch;

/// <summary>The arguments of one launch, in slots of eight bytes that the caller has on its stack.</summary>
/// <remarks>
/// <c>var arguments = new KernelArguments(stackalloc ulong[4]);</c> and an <c>Add</c> for each parameter, in order. Their widths are
/// remembered, so that an <see langword="int"/> for a parameter of type <c>long long</c> is refused and not half undefined.
/// </remarks>
internal ref struct KernelArguments
{
    /// <summary>How many arguments there can be.</summary>
    public const int MaxCount = 64;

    private readonly Span<ulong> _slots;

    /// <summary>Begins with no arguments.</summary>
    /// <param name="slots">A slot for each argument to come.</param>
    /// <exception cref="ArgumentException">There are more than <see cref="MaxCount"/>.</exception>
    public KernelArguments(Span<ulong> slots)
    {
        if (slots.Length > MaxCount)
        {
            throw new ArgumentException($"{slots.Length} slots are more than the {MaxCount} that a launch takes: pass a struct on the device.", nameof(slots));
        }

        _slots = slots;
    }

    /// <summary>How many arguments there are.</summary>
    public int Count { get; private set; }

    /// <summary>A bit for each argument, from the lowest: set if it has eight bytes, not set if it has four.</summary>
    public ulong Wide { get; private set; }

    /// <summary>The slots in use.</summary>
    public readonly ReadOnlySpan<ulong> Slots => _slots[..Count];

    /// <summary>Adds a pointer of the device.</summary>
    /// <param name="pointer">The pointer; 0 for null.</param>
    public void Add(nint pointer) => Append((ulong)pointer, isWide: true);

    /// <summary>Adds the pointer to a tensor's first element. The tensor must live until the kernel is queued.</summary>
    /// <param name="tensor">A tensor on a CUDA device.</param>
    /// <exception cref="ArgumentException">It is elsewhere.</exception>
    public void Add(torch.Tensor tensor) => Add(TensorPointer.OnDevice(tensor, nameof(tensor)));

    /// <summary>Adds a parameter of type <c>int</c>.</summary>
    /// <param name="value">The value.</param>
    public void Add(int value) => Append((uint)value, isWide: false);

    /// <summary>Adds a parameter of type <c>unsigned</c>.</summary>
    /// <param name="value">The value.</param>
    public void Add(uint value) => Append(value, isWide: false);

    /// <summary>Adds a parameter of type <c>long long</c>.</summary>
    /// <param name="value">The value.</param>
    public void Add(long value) => Append((ulong)value, isWide: true);

    /// <summary>Adds a parameter of type <c>unsigned long long</c>.</summary>
    /// <param name="value">The value.</param>
    public void Add(ulong value) => Append(value, isWide: true);

    /// <summary>Adds a parameter of type <c>float</c>.</summary>
    /// <param name="value">The value.</param>
    public void Add(float value) => Append(BitConverter.SingleToUInt32Bits(value), isWide: false);

    /// <summary>Adds a parameter of type <c>double</c>.</summary>
    /// <param name="value">The value.</param>
    public void Add(double value) => Append(BitConverter.DoubleToUInt64Bits(value), isWide: true);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Append(ulong bits, bool isWide)
    {
        if (Count == _slots.Length)
        {
            throw new InvalidOperationException($"There are slots for {_slots.Length} arguments and this is one more: give the constructor a longer stackalloc.");
        }

        _slots[Count] = bits;
        Wide |= isWide ? 1UL << Count : 0;
        Count++;
    }
}
