using AdaRank.Banks;
using AdaRank.Composition;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Refresh;
using AdaRank.State;
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
    public static void Execute(
        LowRankGroup group, BankShape shape, MatrixState matrix, Tensor gradient, double gradientEnergy, RefreshCause cause)
    {
        using var scope = NewDisposeScope();
        var view = new BankView(shape, [new BankMember(matrix.Name, matrix.RefreshCount, matrix.IsProvisional ? null : matrix.Basis)]);
        using var sketch = new SketchView(view, CheckedWidth(group, shape), gradient.device);
        group.Updater.Sketch(view, new GradientView.Full(shape, [gradient]), sketch);
        var rank = ChooseRank(group, matrix, sketch, gradientEnergy);

        var basis = Storage.Zeros([shape.ShortSide, rank], shape.StateDtype, gradient.device);
        IReadOnlyList<Tensor> state = [];
        try
        {
            state = NewState(group.Step.State, shape, rank, gradient.device);
            group.Updater.Commit(view, sketch, [rank], [basis]);
            var (distance, lostMomentum) = matrix.NeedsBasis ? (0, 0) : Transport(group, matrix, basis, state);
            matrix.Refresh(basis, state, cause, distance, lostMomentum);
        }
        catch
        {
            basis.Dispose();
            foreach (var tensor in state)
            {
                tensor.Dispose();
            }

            throw;
        }
    }

    /// <summary>The first r_lo columns of I with zero moments, for a matrix that has seen no gradient but zero.</summary>
    public static void SetProvisional(LowRankGroup group, BankShape shape, MatrixState matrix, Device device)
    {
        var rank = (int)Math.Min(group.Bounds.Lowest, shape.ShortSide);
        var basis = Storage.Zeros([shape.ShortSide, rank], shape.StateDtype, device);
        using var diagonal = basis.diagonal();
        diagonal.fill_(1);
        matrix.SetProvisional(basis, NewState(group.Step.State, shape, rank, device));
    }

    public static IReadOnlyList<Tensor> NewState(StateSchema schema, BankShape shape, int rank, Device device) =>
    [
        .. schema.Slots.Select(slot => Storage.Zeros(
            [
                StateSlot.Length(slot.Rows, shape.ShortSide, shape.LongSide, rank),
                StateSlot.Length(slot.Columns, shape.ShortSide, shape.LongSide, rank),
            ],
            shape.StateDtype,
            device)),
    ];

    private static int CheckedWidth(LowRankGroup group, BankShape shape)
    {
        var width = group.Updater.SketchWidth(shape, group.Bounds);
        return width >= 1 && width <= shape.ShortSide
            ? width
            : throw new InvalidOperationException(
                $"{group.Updater.GetType().Name} asked for a sketch of {width} columns in group '{group.Name}': "
                + $"between 1 and {shape.ShortSide} fit a matrix of {shape.Rows} x {shape.Columns}.");
    }

    private static int ChooseRank(LowRankGroup group, MatrixState matrix, SketchView sketch, double gradientEnergy)
    {
        var bounds = group.Bounds.ClampTo(sketch.Width, sketch.NumericalRank(0));
        var rank = group.Policy.ChooseRank(new RankObservation
        {
            Energies = sketch.Energies(0),
            TotalEnergy = gradientEnergy,
            Bounds = bounds,
            CurrentRank = matrix.IsProvisional ? 0 : matrix.Rank,
            Step = matrix.Step + 1,
        });
        return rank >= bounds.Lowest && rank <= bounds.Highest
            ? rank
            : throw new InvalidOperationException(
                $"{group.Policy.GetType().Name} chose rank {rank} for '{matrix.Name}': "
                + $"the bounds are {bounds.Lowest} to {bounds.Highest}.");
    }

    private static (double Distance, double LostMomentum) Transport(
        LowRankGroup group, MatrixState matrix, Tensor basis, IReadOnlyList<Tensor> state)
    {
        var overlap = basis.t().mm(matrix.Basis!);
        var schema = group.Step.State;
        group.Transport.Transport([new MomentMove(matrix.State, state, overlap, matrix.Step)], schema);

        // Eq. 8.3: half of the squared Frobenius distance of the two projectors, as a share of the larger rank.
        var larger = Math.Max(matrix.Rank, basis.shape[1]);
        var distance = Math.Sqrt(Math.Max(0, larger - SquaredNorm(overlap)) / larger);
        return (distance, LostMomentum(schema, matrix, overlap));
    }

    private static double LostMomentum(StateSchema schema, MatrixState matrix, Tensor overlap)
    {
        for (var index = 0; index < schema.Slots.Length; index++)
        {
            if (schema.Slots[index].Role is StateRole.FirstMoment)
            {
                var before = SquaredNorm(matrix.State[index]);
                return before > 0 ? Math.Clamp(1 - (SquaredNorm(overlap.mm(matrix.State[index])) / before), 0, 1) : 0;
            }
        }

        return 0;
    }

    private static double SquaredNorm(Tensor tensor) =>
        tensor.to(ScalarType.Float64).square().sum().item<double>();
}
