using System.Runtime.InteropServices;
using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Blas;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Launch;

namespace AdaRank.Cuda.Refresh;

/// <summary>Moves moments of orthonormal bases into new coordinates, many matrices at once, on the device.</summary>
/// <remarks>
/// method.md, section 5: R = Q_newᵀ Q_old by cuBLAS from the bases as they are stored, M and V decoded to fp32, M Rᵀ and V times R or its squares by
/// cuBLAS, and encoded again, bf16 and 8 bits with stochastic rounding. Old and new state may be the same memory. Nothing comes back to
/// the host: the bias corrections are those of the steps that the device has counted.
/// </remarks>
internal sealed class MomentTransports : IDisposable
{
    private const int Threads = 256;
    private const int MostBlocks = 512;

    // So that no two roundings use the same bits.
    private const ulong TransportDomain = 0xBF58_476D_1CE4_E5B9;

    private readonly RefreshKernels _kernels;
    private readonly RefreshScratch _scratch;
    private readonly ulong _seed;
    private readonly CudaModule _module;
    private readonly CudaKernel _decode;
    private readonly CudaKernel _encode;
    private readonly CudaKernel _square;
    private readonly CudaKernel _keep;
    private readonly CudaBuffer _codes;

    /// <summary>Compiles and loads its kernels.</summary>
    /// <param name="kernels">Kernels of the device; they outlive this.</param>
    /// <param name="scratch">Memory that it shares with refreshes.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <exception cref="CudaException">The device refuses.</exception>
    public MomentTransports(RefreshKernels kernels, RefreshScratch scratch, ulong seed)
    {
        (_kernels, _scratch, _seed) = (kernels, scratch, seed);
        _module = kernels.Backend.Load(RefreshSources.Transport);
        _decode = _module.Kernel("decode_moments");
        _encode = _module.Kernel("encode_moments");
        _square = _module.Kernel("square_numbers");
        _keep = _module.Kernel("keep_coordinates");
        _codes = CudaBuffer.Holding<float>(kernels.Backend.Device, BankKernels.CodeTables, kernels.Backend.Stream, "codes of 8-bit moments");
    }

    /// <summary>Queues the moves of some matrices.</summary>
    /// <param name="moves">What all of them have in common.</param>
    /// <param name="members">The matrices.</param>
    /// <param name="bank">The name of the bank, for messages.</param>
    /// <exception cref="ArgumentException">A number is out of its range, or there is no matrix. Nothing was queued then.</exception>
    /// <exception cref="CudaException">The device refuses, or earlier work on it failed.</exception>
    public void Move(in MomentMoves moves, IReadOnlyList<MomentMember> members, string bank)
    {
        moves.Check();
        ArgumentOutOfRangeException.ThrowIfZero(members.Count, nameof(members));
        var atOnce = RefreshScratch.AtOnce(members.Count, moves.ScratchBytes, _scratch.MostBytes);
        for (var first = 0; first < members.Count; first += atOnce)
        {
            Some(moves, [.. members.Skip(first).Take(atOnce)], bank);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _codes.Dispose();
        _module.Dispose();
    }

    private void Some(in MomentMoves moves, MomentMember[] members, string bank)
    {
        var (count, stream) = (members.Length, _kernels.Backend.Stream);
        var (from, to) = ((long)moves.LongSide * moves.FromStride, (long)moves.LongSide * moves.ToStride);
        var overlap = (long)moves.FromStride * moves.ToStride;
        var decoded = _scratch.Take(RefreshScratch.Place.Images, 2 * count * from * sizeof(float));
        var moved = _scratch.Take(RefreshScratch.Place.Columns, 2 * count * to * sizeof(float));
        var overlaps = _scratch.Take(RefreshScratch.Place.Grams, count * overlap * sizeof(float));
        var squares = _scratch.Take(RefreshScratch.Place.Squares, count * overlap * sizeof(float));
        var small = new SmallPieces(count);
        var (entries, pointers) = (small.Add(Marshal.SizeOf<MoveEntry>()), small.Add(3 * nint.Size));
        var start = _scratch.Take(RefreshScratch.Place.Small, small.Bytes);
        WriteTables(members, start + (nint)entries, start + (nint)pointers, overlaps, overlap, stream, bank);

        Decode(moves, start + (nint)entries, decoded, decoded + (nint)(count * from * sizeof(float)), count, stream, bank);
        if (moves.Rule is MomentRule.Keep)
        {
            Keep(moves, decoded, moved, 2L * count * moves.LongSide, stream, bank);
        }
        else
        {
            Overlap(moves, start + (nint)pointers, count, stream, bank);
            var second = overlaps;
            if (moves.Rule is not MomentRule.LinearClamped)
            {
                Square(overlaps, squares, count * overlap, stream, bank);
                second = squares;
            }

            Rotate(moves, decoded, overlaps, moved, count, stream, bank);
            Rotate(moves, decoded + (nint)(count * from * sizeof(float)), second, moved + (nint)(count * to * sizeof(float)), count, stream, bank);
        }

        Encode(moves, start + (nint)entries, moved, moved + (nint)(count * to * sizeof(float)), count, stream, bank);
    }

    private void WriteTables(MomentMember[] members, nint entries, nint pointers, nint overlaps, long overlap, CudaStream stream, string bank)
    {
        var count = members.Length;
        var moves = new MoveEntry[count];
        var table = new nint[3 * count];
        for (var index = 0; index < count; index++)
        {
            var (from, to, basis, name, status) = members[index];
            moves[index] = new MoveEntry(
                from.First, from.Second, from.FirstScales, from.SecondScales, to.First, to.Second, to.FirstScales, to.SecondScales, from.Step, status, name);
            (table[index], table[count + index], table[(2 * count) + index]) = (from.Basis, basis, overlaps + (nint)(index * overlap * sizeof(float)));
        }

        var device = _kernels.Backend.Device;
        using var current = device.Enter();
        device.Driver.CopyToDevice(entries, MemoryMarshal.AsBytes<MoveEntry>(moves), stream, bank);
        device.Driver.CopyToDevice(pointers, MemoryMarshal.AsBytes<nint>(table), stream, bank);
    }

    private void Decode(in MomentMoves moves, nint entries, nint first, nint second, int count, CudaStream stream, string bank)
    {
        var numbers = (long)moves.LongSide * moves.FromStride;
        var arguments = new KernelArguments(stackalloc ulong[9]);
        arguments.Add(entries);
        arguments.Add(first);
        arguments.Add(second);
        arguments.Add(numbers);
        arguments.Add((int)moves.Encoding);
        arguments.Add((int)moves.Rule);
        arguments.Add(moves.Beta1);
        arguments.Add(moves.Beta2);
        arguments.Add(_codes.Address);
        _decode.Launch(Blocks(numbers / 4, count), arguments, stream, bank);
    }

    private void Encode(in MomentMoves moves, nint entries, nint first, nint second, int count, CudaStream stream, string bank)
    {
        var numbers = (long)moves.LongSide * moves.ToStride;
        var arguments = new KernelArguments(stackalloc ulong[10]);
        arguments.Add(entries);
        arguments.Add(first);
        arguments.Add(second);
        arguments.Add(numbers);
        arguments.Add((int)moves.Encoding);
        arguments.Add((int)moves.Rule);
        arguments.Add(moves.Beta1);
        arguments.Add(moves.Beta2);
        arguments.Add(_seed ^ TransportDomain);
        arguments.Add(_codes.Address);
        _encode.Launch(Blocks(numbers / 8, count), arguments, stream, bank);
    }

    private void Keep(in MomentMoves moves, nint from, nint to, long lines, CudaStream stream, string bank)
    {
        var arguments = new KernelArguments(stackalloc ulong[6]);
        arguments.Add(from);
        arguments.Add(to);
        arguments.Add(lines);
        arguments.Add(moves.FromStride);
        arguments.Add(moves.ToStride);
        arguments.Add(moves.Kept);
        _keep.Launch(Blocks(lines * moves.ToStride / 4, 1), arguments, stream, bank);
    }

    private void Square(nint numbers, nint squares, long count, CudaStream stream, string bank)
    {
        var arguments = new KernelArguments(stackalloc ulong[3]);
        arguments.Add(numbers);
        arguments.Add(squares);
        arguments.Add(count);
        _square.Launch(Blocks(count, 1), arguments, stream, bank);
    }

    /// <summary>R = Q_newᵀ Q_old, [to, from] = [d, to]ᵀ [d, from].</summary>
    private void Overlap(in MomentMoves moves, nint pointers, int count, CudaStream stream, string bank)
    {
        var shape = GemmShape.RowMajor(moves.ToStride, moves.FromStride, moves.ShortSide, transposeLeft: true);
        var table = count * nint.Size;
        _kernels.Blas.MultiplyBatch(shape, GemmTypes.BFloat16ToFloat32, pointers, pointers + table, pointers + (2 * table), count, 1, 0, stream, bank);
    }

    /// <summary>M Rᵀ, [L, to] = [L, from] [to, from]ᵀ.</summary>
    private void Rotate(in MomentMoves moves, nint from, nint overlaps, nint to, int count, CudaStream stream, string bank)
        => _kernels.Blas.MultiplyStrided(
            GemmShape.RowMajor(moves.LongSide, moves.ToStride, moves.FromStride, transposeRight: true),
            GemmTypes.Float32,
            overlaps,
            (long)moves.FromStride * moves.ToStride,
            from,
            (long)moves.LongSide * moves.FromStride,
            to,
            (long)moves.LongSide * moves.ToStride,
            count,
            1,
            0,
            stream,
            bank);

    private static LaunchShape Blocks(long threads, int count) => new(Math.Clamp((threads + Threads - 1) / Threads, 1, MostBlocks), count, BlockX: Threads);
}
