using AdaRank.Banks;
using AdaRank.Composition;
using AdaRank.Optimization.State;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Refresh;
using AdaRank.State;
using AdaRank.Steps;
using AdaRank.Transport;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>Renews the basis of one matrix: sketch, decide, commit, transport (method.md, sections 3 and 5).</summary>
/// <remarks>
/// One matrix at a time, so that the old and the new moments of only one coexist. Nothing of the matrix changes before
/// all of its new tensors are there: a plugin that throws leaves it as it was.
/// </remarks>
internal static class SubspaceRefresh
{
    /// <summary>Which of the roundings of a step this is, so that no two use the same random bits.</summary>
    private const int RoundingOfRefresh = 2;

    /// <summary>Renews a basis.</summary>
    /// <param name="group">The plugins.</param>
    /// <param name="shape">Shape of the matrix.</param>
    /// <param name="matrix">The matrix.</param>
    /// <param name="ready">Its gradient.</param>
    /// <param name="cause">Why.</param>
    /// <param name="pooled">The rank that was decided for it together with others; null if it is decided here.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="isFull">Whether new state is left as a step sees it, whatever the schema says: somebody else encodes it.</param>
    public static void Execute(
        LowRankGroup group,
        BankShape shape,
        MatrixState matrix,
        ReadyGradient<MatrixState> ready,
        RefreshCause cause,
        int? pooled,
        ulong seed,
        bool isFull = false)
    {
        using var scope = NewDisposeScope();
        var device = ready.Gradient.device;
        var old = matrix.NeedsBasis ? null : OpenedMatrix.Of(group, shape, matrix);
        var view = new BankView(shape, [Member(group, matrix, old)]);
        using var sketch = Sketch(group, shape, view, ready.Gradient);
        var rank = ChooseRank(group, shape, matrix, sketch, ready.Energy, pooled);

        var basis = Storage.Zeros([shape.ShortSide, rank], shape.StateDtype, device);
        NewSubspace? subspace = null;
        try
        {
            group.Updater.Commit(view, sketch, [rank], [basis]);
            subspace = NewSubspaceOf(group, shape, matrix, rank, basis, device, isFull);
            var (distance, lostMomentum) = old is null ? (0, 0) : Transport(group, shape, matrix, old, basis, subspace, seed);
            matrix.Refresh(subspace, cause, distance, lostMomentum);
        }
        catch
        {
            Discard(matrix, subspace);
            basis.Dispose();
            throw;
        }

        if (subspace.Basis is null)
        {
            basis.Dispose();
        }
    }

    /// <summary>The first r_lo columns of I with zero moments, for a matrix that has seen no gradient but zero.</summary>
    public static void SetProvisional(LowRankGroup group, BankShape shape, MatrixState matrix, Device device)
    {
        var rank = (int)Math.Min(group.Bounds.Lowest, shape.ShortSide);
        var basis = Storage.Zeros([shape.ShortSide, rank], shape.StateDtype, device);
        using var diagonal = basis.diagonal();
        diagonal.fill_(1);
        matrix.SetProvisional(NewSubspaceOf(group, shape, matrix, rank, basis, device));
    }

    /// <summary>The candidates of one matrix; the caller disposes them.</summary>
    public static SketchView Sketch(LowRankGroup group, BankShape shape, BankView view, Tensor gradient)
    {
        var sketch = new SketchView(view, CheckedWidth(group, shape), gradient.device);
        try
        {
            group.Updater.Sketch(view, new GradientView.Full(shape, [gradient]), sketch);
            return sketch;
        }
        catch
        {
            sketch.Dispose();
            throw;
        }
    }

    /// <summary>A matrix as an updater sees it.</summary>
    /// <param name="group">The plugins.</param>
    /// <param name="matrix">The matrix.</param>
    /// <param name="opened">Its basis and state; null if it has no basis that counts.</param>
    public static BankMember Member(LowRankGroup group, MatrixState matrix, OpenedMatrix? opened)
    {
        var member = new BankMember(matrix.Name, matrix.RefreshCount, opened?.Basis) { Step = matrix.Step + 1 };
        return opened?.FirstMoment is not { } first
            ? member
            : member with
            {
                FirstMoment = first,
                FirstMomentCorrection = 1 - Math.Pow(group.Step.State.Slots[group.FirstMomentIndex].Decay, matrix.Step),
            };
    }

    private static NewSubspace NewSubspaceOf(
        LowRankGroup group, BankShape shape, MatrixState matrix, int rank, Tensor basis, Device device, bool isFull = false)
    {
        // What is carried stays the same tensor: it may be as large as the gradient.
        var slots = group.Step.State.Slots;
        var state = slots.Select((slot, index) => slot.Role is StateRole.Carried && matrix.State.Count > 0
            ? matrix.State[index]
            : StateTensor.Zeros(
                [
                    StateSlot.Length(slot.Rows, shape.ShortSide, shape.LongSide, rank),
                    StateSlot.Length(slot.Columns, shape.ShortSide, shape.LongSide, rank),
                ],
                isFull ? StateEncoding.Full : slot.Encoding,
                slot.Role is not StateRole.SecondMoment,
                shape.StateDtype,
                device));
        var names = (group.Updater as IOnlineProjection)?.BasisStateNames ?? [];
        return new NewSubspace(
            rank,
            group.Updater is IRegeneratedProjection ? null : basis,
            [.. state],
            [.. names.Select(_ => Storage.Zeros([shape.ShortSide, rank], shape.StateDtype, device))]);
    }

    private static void Discard(MatrixState matrix, NewSubspace? subspace)
    {
        foreach (var tensor in (IEnumerable<IDisposable>)[.. subspace?.State.Except(matrix.State) ?? [], .. subspace?.BasisState ?? []])
        {
            tensor.Dispose();
        }
    }

    private static int CheckedWidth(LowRankGroup group, BankShape shape)
    {
        var width = group.Updater.SketchWidth(shape, group.Bounds);
        return width >= 1 && width <= shape.ShortSide
            ? width
            : throw new InvalidOperationException(
                $"{group.Updater.GetType().Name} asked for a sketch of {width} columns in group '{group.Name}': "
                + $"between 1 and {shape.ShortSide} fit a matrix of {shape.Rows} x {shape.Columns}.");
    }

    private static int ChooseRank(
        LowRankGroup group, BankShape shape, MatrixState matrix, SketchView sketch, double gradientEnergy, int? pooled)
    {
        var observation = new RankObservation
        {
            Energies = sketch.Energies(0),
            TotalEnergy = gradientEnergy,
            Bounds = group.Bounds.ClampTo(sketch.Width, sketch.NumericalRank(0)),
            ShortSide = shape.ShortSide,
            CurrentRank = matrix.IsProvisional ? 0 : matrix.Rank,
            Step = matrix.Step + 1,
        };
        var rank = Check(group.Policy, pooled ?? group.Policy.ChooseRank(observation), observation.Bounds);
        foreach (var filter in group.Filters)
        {
            rank = Check(filter, filter.Filter(observation, rank), observation.Bounds);
        }

        return rank;

        int Check(object plugin, int chosen, RankBounds bounds) => chosen >= bounds.Lowest && chosen <= bounds.Highest
            ? chosen
            : throw new InvalidOperationException(
                $"{plugin.GetType().Name} chose rank {chosen} for '{matrix.Name}': the bounds are {bounds.Lowest} to {bounds.Highest}.");
    }

    private static (double Distance, double LostMomentum) Transport(
        LowRankGroup group, BankShape shape, MatrixState matrix, OpenedMatrix old, Tensor basis, NewSubspace subspace, ulong seed)
    {
        var overlap = basis.t().mm(old.Basis);
        IReadOnlyList<Tensor> renewed = [.. subspace.State.Select(static tensor => tensor.Open())];
        if (group.MomentIndices.Length > 0)
        {
            group.Transport.Transport([new MomentMove(Moments(old.State), Moments(renewed), overlap, matrix.Step)], group.Moments);
        }

        (group.Step as IErrorFeedbackStep)?.AfterTransport(new BasisChange(shape, old.Basis, old.State, basis, renewed));
        for (var index = 0; index < renewed.Count; index++)
        {
            subspace.State[index].Close(renewed[index], RoundingBits.For(seed, matrix.Name, matrix.Step + 1, (4 * index) + RoundingOfRefresh));
        }

        // Eq. 8.3: half of the squared Frobenius distance of the two projectors, as a share of the larger rank.
        var larger = Math.Max(matrix.Rank, basis.shape[1]);
        var distance = group.Updater.Traits.HasFlag(BasisTraits.Orthonormal)
            ? Math.Sqrt(Math.Max(0, larger - SquaredNorm(overlap)) / larger)
            : double.NaN;
        return (distance, old.FirstMoment is { } first ? LostMomentum(first, overlap) : 0);

        IReadOnlyList<Tensor> Moments(IReadOnlyList<Tensor> state) => [.. group.MomentIndices.Select(index => state[index])];
    }

    private static double LostMomentum(Tensor moment, Tensor overlap)
    {
        var before = SquaredNorm(moment);
        return before > 0 ? Math.Clamp(1 - (SquaredNorm(overlap.mm(moment)) / before), 0, 1) : 0;
    }

    private static double SquaredNorm(Tensor tensor) =>
        tensor.to(ScalarType.Float64).square().sum().item<double>();
}
