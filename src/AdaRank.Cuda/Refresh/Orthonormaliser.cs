using System.Runtime.InteropServices;
using AdaRank.Cuda.Launch;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Refresh;

/// <summary>Makes columns orthonormal by Cholesky QR in fp32, all matrices of a pass at once (method.md, section 10).</summary>
/// <remarks>
/// Two passes, as CholeskyQR2, with columns of length one and a shift where a pivot is rounding noise. Then the distance from the
/// identity is measured on the device, and what is further off than 8e-6 gets more passes, with columns that depend on others
/// drawn anew: up to four by kernels that pass over all other matrices, without the host. Sketches of more than 160 columns are
/// factored block by block; there the host reads the distances, and what stays bad goes through Householder QR alone.
/// </remarks>
/// <param name="kernels">Kernels of the device.</param>
/// <param name="seed">The seed of the run.</param>
internal sealed class Orthonormaliser(RefreshKernels kernels, ulong seed)
{
    /// <summary>The largest |QᵀQ - I| that counts as orthonormal; the aim is 1e-5, of which rounding in the measurement is taken off.</summary>
    public const float Tolerance = 8e-6f;

    // In a Gram matrix of columns of length one, after two passes: below is what depends on columns before.
    private const float SmallestPivot = 1e-5f;
    private const int Repairs = 4;
    private const int PassOfHouseholder = 7;
    private const int MostWidePasses = 10;
    private const int WideAttempts = 4;
    private const int FactorThreads = 512;
    private const int LinesOfARepair = 16;
    private const int TileOfARepair = 64;

    // Of the columns drawn anew, so that they share no numbers with sketches.
    private const ulong RepairDomain = 0x94D0_49BB_1331_11EB;

    /// <summary>One pass: closer to orthonormal, with the range kept.</summary>
    /// <param name="pass">The matrices.</param>
    /// <param name="from">Where their lines are; wide ones are scaled in place.</param>
    /// <param name="to">Where the result goes.</param>
    /// <param name="lines">d or L.</param>
    public void Improve(RefreshPass pass, nint from, nint to, int lines)
    {
        pass.MultiplyToGrams(from, lines);
        ImproveByGrams(pass, from, to, lines);
    }

    /// <summary>Makes columns on the short side orthonormal to <see cref="Tolerance"/>.</summary>
    /// <param name="pass">The matrices.</param>
    /// <param name="columns">Where they are, and where the result is.</param>
    /// <param name="spare">Room for as many.</param>
    public void Orthonormalise(RefreshPass pass, nint columns, nint spare)
    {
        var lines = pass.Geometry.ShortSide;
        Improve(pass, columns, spare, lines);
        if (pass.Geometry.IsDirect)
        {
            Improve(pass, spare, columns, lines);
            Repair(pass, columns, lines);
            return;
        }

        var (current, other) = (spare, columns);
        for (var round = 1; ; round++)
        {
            pass.MultiplyToGrams(current, lines);
            Measure(pass);
            if (round == MostWidePasses || (round > 1 && Read<int>(pass, pass.States).All(static state => state == 0)))
            {
                break;
            }

            // Of columns that are nearly dependent even this is orthonormal to some 1e-5 only, so passes follow.
            if (round == PassOfHouseholder)
            {
                ByHouseholder(pass, current, lines);
                pass.MultiplyToGrams(current, lines);
            }

            ImproveByGrams(pass, current, other, lines);
            (current, other) = (other, current);
        }

        if (current != columns)
        {
            var device = kernels.Backend.Device;
            using var entered = device.Enter();
            device.Driver.CopyOnDevice(columns, current, (long)pass.Count * lines * pass.Geometry.Stride * sizeof(float), pass.Stream, pass.Bank);
        }
    }

    private void ImproveByGrams(RefreshPass pass, nint from, nint to, int lines)
    {
        var geometry = pass.Geometry;
        if (geometry.IsDirect)
        {
            Invert(pass, 0, geometry.Width, isEquilibrated: false);
            pass.Rotate(from, pass.Squares, to, lines);
            return;
        }

        // A shift that was too small shows in a pivot: such matrices get a larger one.
        for (var attempt = 0; attempt < WideAttempts; attempt++)
        {
            if (attempt == 0)
            {
                ChooseShifts(pass);
            }
            else
            {
                pass.MultiplyToGrams(from, lines);
            }

            EquilibrateWide(pass, from, lines);
            FactorWide(pass);
            if (!RaiseShifts(pass))
            {
                break;
            }
        }

        SolveWide(pass, from, to, lines);
    }

    /// <summary>Inverse factors of diagonal blocks of the Gram matrices, transposed, to the same place of the squares.</summary>
    private void Invert(RefreshPass pass, int start, int width, bool isEquilibrated)
    {
        var geometry = pass.Geometry;
        var offset = (nint)(sizeof(float) * (((long)start * geometry.Stride) + start));
        var arguments = new KernelArguments(stackalloc ulong[8]);
        arguments.Add(pass.Grams + offset);
        arguments.Add(pass.Squares + offset);
        arguments.Add(pass.Failures);
        arguments.Add(width);
        arguments.Add(geometry.Stride);
        arguments.Add(geometry.SquareCount);
        arguments.Add(geometry.Noise);
        arguments.Add(isEquilibrated ? 1 : 0);
        kernels.InvertCholesky.Launch(InShared(pass, width), arguments, pass.Stream, pass.Bank);
    }

    private static LaunchShape InShared(RefreshPass pass, int width)
        => new(pass.Count, BlockX: FactorThreads, SharedBytes: sizeof(float) * width * ((width | 1) + 2));

    private void Repair(RefreshPass pass, nint columns, int lines)
    {
        pass.MultiplyToGrams(columns, lines);
        Plan(pass, isFirst: true);
        for (var round = 0; round < Repairs; round++)
        {
            RepairLines(pass, columns, lines, round);
            RepairGrams(pass, columns, lines);
            Plan(pass, isFirst: false);
        }
    }

    private void RepairLines(RefreshPass pass, nint columns, int lines, int round)
    {
        var geometry = pass.Geometry;
        var arguments = new KernelArguments(stackalloc ulong[10]);
        arguments.Add(columns);
        arguments.Add(pass.Squares);
        arguments.Add(pass.Dropped);
        arguments.Add(pass.States);
        arguments.Add(lines);
        arguments.Add(geometry.Width);
        arguments.Add(geometry.Stride);
        arguments.Add(geometry.SquareCount);
        arguments.Add(seed ^ RepairDomain);
        arguments.Add((uint)round);
        var blocks = (lines + LinesOfARepair - 1) / LinesOfARepair;
        kernels.RepairLines.Launch(
            new LaunchShape(blocks, pass.Count, BlockX: RefreshPass.Threads, SharedBytes: LinesOfARepair * geometry.Stride * sizeof(float)), arguments, pass.Stream, pass.Bank);
    }

    private void RepairGrams(RefreshPass pass, nint columns, int lines)
    {
        var geometry = pass.Geometry;
        var arguments = new KernelArguments(stackalloc ulong[7]);
        arguments.Add(columns);
        arguments.Add(pass.Grams);
        arguments.Add(pass.States);
        arguments.Add(lines);
        arguments.Add(geometry.Width);
        arguments.Add(geometry.Stride);
        arguments.Add(geometry.SquareCount);
        var tiles = (geometry.Width + TileOfARepair - 1) / TileOfARepair;
        kernels.RepairGram.Launch(new LaunchShape(tiles, tiles, pass.Count, RefreshPass.Threads), arguments, pass.Stream, pass.Bank);
    }

    private void Plan(RefreshPass pass, bool isFirst)
    {
        var arguments = new KernelArguments(stackalloc ulong[12]);
        arguments.Add(pass.Grams);
        arguments.Add(pass.Squares);
        arguments.Add(pass.Dropped);
        arguments.Add(pass.Statuses);
        arguments.Add(pass.States);
        arguments.Add(pass.Errors);
        arguments.Add(pass.Geometry.Width);
        arguments.Add(pass.Geometry.Stride);
        arguments.Add(pass.Geometry.SquareCount);
        arguments.Add(Tolerance);
        arguments.Add(SmallestPivot);
        arguments.Add(isFirst ? 1 : 0);
        kernels.PlanRepair.Launch(InShared(pass, pass.Geometry.Width), arguments, pass.Stream, pass.Bank);
    }

    private void Measure(RefreshPass pass)
    {
        var arguments = new KernelArguments(stackalloc ulong[8]);
        arguments.Add(pass.Grams);
        arguments.Add(pass.Statuses);
        arguments.Add(pass.States);
        arguments.Add(pass.Errors);
        arguments.Add(pass.Geometry.Width);
        arguments.Add(pass.Geometry.Stride);
        arguments.Add(pass.Geometry.SquareCount);
        arguments.Add(Tolerance);
        kernels.MeasureOrthonormality.Launch(new LaunchShape(pass.Count, BlockX: FactorThreads), arguments, pass.Stream, pass.Bank);
    }

    /// <summary>No shift for what is close to the identity, the size of rounding errors for the others.</summary>
    private void ChooseShifts(RefreshPass pass)
    {
        var arguments = new KernelArguments(stackalloc ulong[7]);
        arguments.Add(pass.Grams);
        arguments.Add(pass.Shifts);
        arguments.Add(pass.Failures);
        arguments.Add(pass.Geometry.Width);
        arguments.Add(pass.Geometry.Stride);
        arguments.Add(pass.Geometry.SquareCount);
        arguments.Add(pass.Geometry.Noise);
        kernels.ChooseShifts.Launch(new LaunchShape(pass.Count, BlockX: FactorThreads), arguments, pass.Stream, pass.Bank);
    }

    /// <summary>Gives matrices whose factorisation failed a larger shift; tells whether there is one.</summary>
    private bool RaiseShifts(RefreshPass pass)
    {
        var failures = Read<int>(pass, pass.Failures);
        if (failures.Any(static failure => failure != 0))
        {
            // No shift helps what is not finite, and the others need not wait for it.
            failures = Without(failures, Read<int>(pass, pass.Statuses));
        }

        if (failures.All(static failure => failure == 0))
        {
            return false;
        }

        var shifts = RaiseShifts(Read<float>(pass, pass.Shifts), failures, pass.Geometry.Noise);
        Array.Clear(failures);
        Write<float>(pass, pass.Shifts, shifts);
        Write<int>(pass, pass.Failures, failures);
        return true;
    }

    /// <summary>Failures without those of matrices that are not finite.</summary>
    /// <param name="failures">Not 0 where a factorisation failed.</param>
    /// <param name="statuses">What is known of the matrices.</param>
    internal static int[] Without(int[] failures, int[] statuses)
        => [.. failures.Zip(statuses, static (failure, status) => ((RefreshStatus)status).HasFlag(RefreshStatus.NotFinite) ? 0 : failure)];

    /// <summary>Shifts for the next attempt: sixteen times those with which a factorisation failed, and at least noise.</summary>
    /// <param name="shifts">Shifts of this attempt.</param>
    /// <param name="failures">Not 0 where it failed.</param>
    /// <param name="noise">Rounding errors.</param>
    internal static float[] RaiseShifts(float[] shifts, int[] failures, float noise)
        => [.. shifts.Zip(failures, (shift, failure) => failure == 0 ? shift : 16 * Math.Max(shift, noise))];

    private void EquilibrateWide(RefreshPass pass, nint lines, int count)
    {
        var geometry = pass.Geometry;
        var lengths = new KernelArguments(stackalloc ulong[5]);
        lengths.Add(pass.Grams);
        lengths.Add(pass.Lengths);
        lengths.Add(geometry.Width);
        lengths.Add(geometry.Stride);
        lengths.Add(geometry.SquareCount);
        kernels.ColumnLengths.Launch(new LaunchShape(pass.Count, BlockX: RefreshPass.Threads), lengths, pass.Stream, pass.Bank);

        var equilibrate = new KernelArguments(stackalloc ulong[6]);
        equilibrate.Add(pass.Grams);
        equilibrate.Add(pass.Lengths);
        equilibrate.Add(pass.Shifts);
        equilibrate.Add(geometry.Width);
        equilibrate.Add(geometry.Stride);
        equilibrate.Add(geometry.SquareCount);
        kernels.Equilibrate.Launch(pass.Elementwise((long)geometry.Width * RefreshPass.Threads), equilibrate, pass.Stream, pass.Bank);

        var normalise = new KernelArguments(stackalloc ulong[5]);
        normalise.Add(lines);
        normalise.Add(pass.Lengths);
        normalise.Add(count);
        normalise.Add(geometry.Width);
        normalise.Add(geometry.Stride);
        kernels.NormaliseColumns.Launch(pass.Elementwise((long)count * RefreshPass.Threads), normalise, pass.Stream, pass.Bank);
    }

    /// <summary>S = LLᵀ by blocks: below the diagonal blocks of the squares stands L, in them the inverse of L's own, transposed.</summary>
    private void FactorWide(RefreshPass pass)
    {
        var geometry = pass.Geometry;
        for (var start = 0; start < geometry.Width; start += RefreshGeometry.FactorBlock)
        {
            var width = Math.Min(RefreshGeometry.FactorBlock, geometry.Width - start);
            var (rest, below) = (geometry.Width - start - width, start + width);
            Invert(pass, start, width, isEquilibrated: true);
            if (rest == 0)
            {
                continue;
            }

            // L_ij = S_ij L_jj⁻ᵀ, then S_ik ← S_ik - L_ij L_kjᵀ.
            var size = geometry.SquareCount;
            pass.Strided(geometry.Lines(rest, width, width), At(pass.Squares, start, start), size, At(pass.Grams, below, start), size, At(pass.Squares, below, start), size);
            pass.Strided(
                geometry.Lines(rest, rest, width, transposeRight: true),
                At(pass.Squares, below, start), size, At(pass.Squares, below, start), size, At(pass.Grams, below, below), size, alpha: -1, beta: 1);

            nint At(nint squares, int row, int column) => squares + (nint)(sizeof(float) * (((long)row * geometry.Stride) + column));
        }
    }

    /// <summary>X = Z L⁻ᵀ by blocks: X_j = (Z_j - Σ_i X_i L_jiᵀ) L_jj⁻ᵀ.</summary>
    private static void SolveWide(RefreshPass pass, nint from, nint to, int lines)
    {
        var geometry = pass.Geometry;
        var (size, distance) = (geometry.SquareCount, (long)lines * geometry.Stride);
        for (var start = 0; start < geometry.Width; start += RefreshGeometry.FactorBlock)
        {
            var width = Math.Min(RefreshGeometry.FactorBlock, geometry.Width - start);
            var column = start * sizeof(float);
            var row = (nint)(sizeof(float) * (long)start * geometry.Stride);
            if (start > 0)
            {
                pass.Strided(
                    geometry.Lines(lines, width, start, transposeRight: true), pass.Squares + row, size, to, distance, from + column, distance, alpha: -1, beta: 1);
            }

            pass.Strided(geometry.Lines(lines, width, width), pass.Squares + row + column, size, from + column, distance, to + column, distance);
        }
    }

    private T[] Read<T>(RefreshPass pass, nint numbers)
        where T : unmanaged
    {
        var read = new T[pass.Count];
        var device = kernels.Backend.Device;
        using var current = device.Enter();
        device.Driver.CopyToHost(MemoryMarshal.AsBytes(read.AsSpan()), numbers, pass.Stream, pass.Bank);
        return read;
    }

    private void Write<T>(RefreshPass pass, nint target, T[] numbers)
        where T : unmanaged
    {
        var device = kernels.Backend.Device;
        using var current = device.Enter();
        device.Driver.CopyToDevice(target, MemoryMarshal.AsBytes<T>(numbers), pass.Stream, pass.Bank);
    }

    /// <summary>Householder QR of those matrices alone that more passes did not help.</summary>
    private void ByHouseholder(RefreshPass pass, nint columns, int lines)
    {
        var (states, statuses, geometry) = (Read<int>(pass, pass.States), Read<int>(pass, pass.Statuses), pass.Geometry);
        var place = columns == pass.Images ? RefreshScratch.Place.Images : RefreshScratch.Place.Columns;
        for (var index = 0; index < states.Length; index++)
        {
            if (states[index] == 0)
            {
                continue;
            }

            using var scope = NewDisposeScope();
            var mine = pass.Scratch.View(place, pass.Count, lines, geometry.Stride)[index].narrow(1, 0, geometry.Width);
            mine.copy_(linalg.qr(mine.nan_to_num(0, 0, 0), linalg.QRMode.Reduced).Q);
            statuses[index] |= (int)RefreshStatus.Householder;
        }

        Write<int>(pass, pass.Statuses, statuses);
    }
}
