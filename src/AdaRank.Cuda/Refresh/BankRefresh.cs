using AdaRank.Cuda.Blas;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Launch;
using AdaRank.Cuda.Tensors;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Refresh;

/// <summary>New bases for matrices of one shape, all at once, on the device.</summary>
/// <remarks>
/// method.md eq. 3.1 to 3.7 and section 10. Products with G take factors in G's type and give fp32; everything else is fp32, and what
/// has to be small or large with G is scaled by a power of two of its own for each matrix. Candidates come by descending energy
/// with the signs of eq. 3.7, in bf16; energies, ‖G‖² and statuses go to a report that one copy brings to the host. A run repeats to
/// the last bit. The old bases are only read.
/// </remarks>
internal sealed class BankRefresh
{
    private readonly RefreshKernels _kernels;
    private readonly RefreshScratch _scratch;
    private readonly string _name;
    private readonly ulong _seed;
    private readonly Orthonormaliser _orthonormaliser;
    private readonly EnergyOrder _order;

    /// <summary>Makes it; takes no memory of the device.</summary>
    /// <param name="kernels">Kernels of the device; they outlive this.</param>
    /// <param name="scratch">Memory that it shares with other banks.</param>
    /// <param name="name">The name of the bank, for messages.</param>
    /// <param name="geometry">Shape of the matrices and width of the sketches.</param>
    /// <param name="seed">The seed of the run.</param>
    public BankRefresh(RefreshKernels kernels, RefreshScratch scratch, string name, RefreshGeometry geometry, ulong seed)
    {
        (_kernels, _scratch, _name, Geometry, _seed) = (kernels, scratch, name, geometry, seed);
        _orthonormaliser = new Orthonormaliser(kernels, seed);
        _order = new EnergyOrder(kernels);
    }

    /// <summary>Shape of the matrices and width of the sketches.</summary>
    public RefreshGeometry Geometry { get; }

    /// <summary>Called behind each phase with its name, for measurements; null for none.</summary>
    public Action<string>? AfterPhase { get; set; }

    /// <summary>Room for the candidates of some matrices, [count, d, stride] in bf16; the caller owns it.</summary>
    /// <param name="count">How many matrices.</param>
    public Tensor NewCandidates(int count)
        => empty([count, Geometry.ShortSide, Geometry.Stride], ScalarType.BFloat16, new Device(TorchSharp.DeviceType.CUDA, _kernels.Backend.Device.Ordinal));

    /// <summary>Queues block power iterations from the old bases, each Q ← orth(A Aᵀ Q), some fresh columns beside them.</summary>
    /// <param name="members">The matrices, all with an old basis.</param>
    /// <param name="iterations">How many; at least 1.</param>
    /// <param name="candidates">Receives the candidates, [count, d, stride], as <see cref="NewCandidates"/> makes them.</param>
    /// <param name="report">Receives energies, ‖G‖² and statuses.</param>
    /// <param name="bank">Which bank of the report this is.</param>
    /// <exception cref="ArgumentException">A tensor does not fit. Nothing was queued then.</exception>
    /// <exception cref="CudaException">The device refuses, or earlier work on it failed.</exception>
    public void Warm(IReadOnlyList<RefreshMember> members, int iterations, Tensor candidates, RefreshReport report, int bank)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        var (type, entries) = Check(members, candidates, report, bank, isWarm: true);
        Run(type, entries, candidates, report, bank, orthonormalisesLongSide: false, pass =>
        {
            pass.StartAtBases(_seed);
            AfterPhase?.Invoke("start");
            for (var iteration = 0; iteration < iterations; iteration++)
            {
                if (iteration > 0)
                {
                    pass.MakeFactors(pass.Columns, Geometry.ShortSide);
                }

                PowerStep(pass, orthonormalisesLongSide: false);
            }
        });
    }

    /// <summary>Queues randomized SVDs with Gaussian test matrices drawn on the device, the numbers of the CPU's.</summary>
    /// <param name="members">The matrices; old bases are not read.</param>
    /// <param name="powerIterations">q, each with two orthonormalisations; at least 0.</param>
    /// <param name="candidates">Receives the candidates, [count, d, stride], as <see cref="NewCandidates"/> makes them.</param>
    /// <param name="report">Receives energies, ‖G‖² and statuses.</param>
    /// <param name="bank">Which bank of the report this is.</param>
    /// <exception cref="ArgumentException">A tensor does not fit. Nothing was queued then.</exception>
    /// <exception cref="CudaException">The device refuses, or earlier work on it failed.</exception>
    public void Cold(IReadOnlyList<RefreshMember> members, int powerIterations, Tensor candidates, RefreshReport report, int bank)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(powerIterations);
        var (type, entries) = Check(members, candidates, report, bank, isWarm: false);
        Run(type, entries, candidates, report, bank, orthonormalisesLongSide: powerIterations > 0, pass =>
        {
            pass.StartAtRandom(_seed);
            AfterPhase?.Invoke("start");
            pass.MultiplyToShortSide();
            AfterPhase?.Invoke("to short side");
            _orthonormaliser.Orthonormalise(pass, pass.Columns, pass.Images);
            AfterPhase?.Invoke("orthonormal");
            for (var iteration = 0; iteration < powerIterations; iteration++)
            {
                pass.MakeFactors(pass.Columns, Geometry.ShortSide);
                AfterPhase?.Invoke("factors");
                PowerStep(pass, orthonormalisesLongSide: true);
            }
        });
    }

    /// <summary>Refreshes once more, one by one, those matrices whose columns are said to be not orthonormal.</summary>
    /// <param name="members">The matrices, as they were given before.</param>
    /// <param name="candidates">Their candidates; those of such matrices are replaced.</param>
    /// <param name="results">What the report said; energies and statuses of such matrices are replaced.</param>
    /// <param name="bank">Which bank of the report this is.</param>
    /// <returns>How many there were.</returns>
    public int Redo(IReadOnlyList<RefreshMember> members, Tensor candidates, RefreshResults results, int bank)
    {
        var count = 0;
        for (var index = 0; index < members.Count; index++)
        {
            if ((results.Status(bank, index) & (RefreshStatus.NotOrthonormal | RefreshStatus.NotFinite)) == RefreshStatus.NotOrthonormal)
            {
                using var mine = candidates[index];
                HouseholderRefresh.Redo(members[index].Gradient, Geometry, mine, results, bank, index);
                count++;
            }
        }

        return count;
    }

    private void PowerStep(RefreshPass pass, bool orthonormalisesLongSide)
    {
        pass.MultiplyToLongSide();
        AfterPhase?.Invoke("to long side");
        var images = pass.Images;
        if (orthonormalisesLongSide)
        {
            // One pass: it need not be exact, only so close that rounding does not lose what is small.
            _orthonormaliser.Improve(pass, pass.Images, pass.Columns, Geometry.LongSide);
            images = pass.Columns;
            AfterPhase?.Invoke("orthonormal");
        }

        pass.MakeFactors(images, Geometry.LongSide);
        AfterPhase?.Invoke("factors");
        pass.MultiplyToShortSide();
        AfterPhase?.Invoke("to short side");
        _orthonormaliser.Orthonormalise(pass, pass.Columns, pass.Images);
        AfterPhase?.Invoke("orthonormal");
    }

    private void Run(
        BlasType type, MemberEntry[] entries, Tensor candidates, RefreshReport report, int bank, bool orthonormalisesLongSide, Action<RefreshPass> findRange)
    {
        var bytes = Geometry.ScratchBytes(type is BlasType.BFloat16 ? 2 : 4, orthonormalisesLongSide);
        var atOnce = RefreshScratch.AtOnce(entries.Length, bytes, _scratch.MostBytes);
        for (var first = 0; first < entries.Length; first += atOnce)
        {
            var some = entries[first..Math.Min(entries.Length, first + atOnce)];
            var pass = new RefreshPass(_kernels, _scratch, _name, Geometry, type, some, orthonormalisesLongSide);
            pass.Begin(report.Address(bank, first), report.Layout.Stride(bank));
            AfterPhase?.Invoke("norms");
            findRange(pass);
            Finish(pass, candidates, report, bank, first);
        }
    }

    private void Finish(RefreshPass pass, Tensor candidates, RefreshReport report, int bank, int first)
    {
        pass.MakeFactors(pass.Columns, Geometry.ShortSide);
        AfterPhase?.Invoke("factors");
        pass.MultiplyToLongSide();
        AfterPhase?.Invoke("to long side");
        pass.MultiplyToGrams(pass.Images, Geometry.LongSide);
        AfterPhase?.Invoke("energies");
        _order.Find(pass, report, bank, first);
        AfterPhase?.Invoke("eigenvectors");
        pass.Rotate(pass.Columns, pass.Squares, pass.Images, Geometry.ShortSide);

        var signs = new KernelArguments(stackalloc ulong[5]);
        signs.Add(pass.Images);
        signs.Add(pass.Lengths);
        signs.Add(Geometry.ShortSide);
        signs.Add(Geometry.Width);
        signs.Add(Geometry.Stride);
        _kernels.ColumnSigns.Launch(new LaunchShape((Geometry.Width + 31) / 32, pass.Count, BlockX: RefreshPass.Threads), signs, pass.Stream, _name);

        var size = (long)Geometry.ShortSide * Geometry.Stride;
        var write = new KernelArguments(stackalloc ulong[6]);
        write.Add(pass.Images);
        write.Add(pass.Lengths);
        write.Add(TensorPointer.Of(candidates) + (nint)(first * size * 2));
        write.Add(Geometry.ShortSide);
        write.Add(Geometry.Width);
        write.Add(Geometry.Stride);
        _kernels.WriteCandidates.Launch(pass.Elementwise(size / 8), write, pass.Stream, _name);

        var finish = new KernelArguments(stackalloc ulong[7]);
        finish.Add(pass.Statuses);
        finish.Add(pass.States);
        finish.Add(pass.Errors);
        finish.Add(report.Address(bank, first));
        finish.Add(report.Layout.Stride(bank));
        finish.Add(Geometry.Width);
        finish.Add(pass.Count);
        _kernels.FinishReport.Launch(LaunchShape.ForElements(pass.Count, 64), finish, pass.Stream, _name);
        AfterPhase?.Invoke("candidates");
    }

    private (BlasType Type, MemberEntry[] Entries) Check(IReadOnlyList<RefreshMember> members, Tensor candidates, RefreshReport report, int bank, bool isWarm)
    {
        ArgumentOutOfRangeException.ThrowIfZero(members.Count, nameof(members));
        if (bank < 0 || bank >= report.Layout.Banks || report.Layout.Count(bank) != members.Count || report.Layout.Width(bank) != Geometry.Width)
        {
            throw new ArgumentException(
                $"The report has no bank {bank} of {members.Count} matrices with {Geometry.Width} columns: lay it out for the bank '{_name}'.", nameof(report));
        }

        CheckTensor(nameof(candidates), candidates, ScalarType.BFloat16, members.Count, Geometry.ShortSide, Geometry.Stride);
        var type = members[0].Gradient.dtype;
        if (type is not (ScalarType.BFloat16 or ScalarType.Float32))
        {
            throw new ArgumentException($"{nameof(members)}[0] has a gradient of {type}, and a refresh of the bank '{_name}' takes bf16 or fp32: convert it.", nameof(members));
        }

        var entries = new MemberEntry[members.Count];
        for (var index = 0; index < entries.Length; index++)
        {
            var member = members[index];
            CheckTensor($"{nameof(members)}[{index}].Gradient", member.Gradient, type, Geometry.Rows, Geometry.Columns);
            entries[index] = new MemberEntry(TensorPointer.Of(member.Gradient), 0, member.Name, (uint)member.Draw, 0, 0);
            if (isWarm)
            {
                entries[index] = WithBasis(entries[index], member, $"{nameof(members)}[{index}]");
            }
        }

        return (type is ScalarType.BFloat16 ? BlasType.BFloat16 : BlasType.Float32, entries);
    }

    private MemberEntry WithBasis(in MemberEntry entry, in RefreshMember member, string name)
    {
        if (member.Basis is not { } basis)
        {
            throw new ArgumentException($"{name} has no basis to start at: refresh it by {nameof(Cold)}.", nameof(member));
        }

        var stride = basis.dim() == 2 ? basis.size(1) : 0;
        CheckTensor($"{name}.Basis", basis, ScalarType.BFloat16, Geometry.ShortSide, stride);
        if (member.Rank < 1 || member.Rank > stride)
        {
            throw new ArgumentException($"{name} has a rank of {member.Rank} in lines of {stride}: it must be 1 to {stride}.", nameof(member));
        }

        return entry with { Basis = TensorPointer.Of(basis), Rank = member.Rank, Stride = (int)stride };
    }

    private void CheckTensor(string parameter, Tensor tensor, ScalarType type, params ReadOnlySpan<long> shape)
    {
        var ordinal = _kernels.Backend.Device.Ordinal;
        if (tensor.dtype != type || tensor.device_type != TorchSharp.DeviceType.CUDA || tensor.device_index != ordinal || !tensor.is_contiguous() || !shape.SequenceEqual(tensor.shape))
        {
            throw new ArgumentException(
                $"{parameter} is {tensor.dtype} [{string.Join(", ", tensor.shape)}] on {tensor.device}{(tensor.is_contiguous() ? "" : ", not contiguous")}: "
                + $"the refresh of '{_name}' takes contiguous {type} [{string.Join(", ", shape.ToArray())}] on cuda:{ordinal}.",
                parameter);
        }
    }
}
