using AdaRank.Banks;
using AdaRank.Refresh;
using AdaRank.State;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>What the engine keeps for one low-rank matrix (method.md, section 6, "Resume").</summary>
internal sealed class MatrixState(string name, Parameter weight, MatrixLayout layout) : ITrainedParameter, IDisposable
{
    public string Name { get; } = name;

    /// <summary>The weight; replaced when the module was moved.</summary>
    public Parameter Weight { get; set; } = weight;

    /// <summary>How the weight is seen as a matrix.</summary>
    public MatrixLayout Layout { get; } = layout;

    /// <summary>Q, [d, r]; null before the first executed step.</summary>
    public Tensor? Basis { get; private set; }

    /// <summary>The tensors of the step's schema.</summary>
    public IReadOnlyList<Tensor> State { get; private set; } = [];

    /// <summary>Whether the basis only stands in for one, since no gradient but zero was seen.</summary>
    public bool IsProvisional { get; private set; }

    /// <summary>t, executed steps.</summary>
    public long Step { get; private set; }

    public long LastRefreshStep { get; private set; }

    public long RefreshCount { get; private set; }

    public long Skips { get; private set; }

    /// <summary>A refresh that was due when the gradient was zero.</summary>
    public RefreshCause Waiting { get; private set; }

    /// <summary>‖Â‖² of the last executed step.</summary>
    public double ProjectedEnergy { get; private set; } = double.PositiveInfinity;

    /// <summary>‖A‖² of the last executed step.</summary>
    public double GradientEnergy { get; private set; } = double.PositiveInfinity;

    /// <summary>Why the last executed step renewed the basis.</summary>
    public RefreshCause LastCause { get; private set; }

    public double Distance { get; private set; }

    public double LostMomentum { get; private set; }

    public int Rank => Basis is null ? 0 : (int)Basis.shape[1];

    public bool NeedsBasis => Basis is null || IsProvisional;

    /// <summary>The step that comes next, as a trigger sees it.</summary>
    public RefreshObservation Observe() => new()
    {
        Step = Step + 1,
        LastRefreshStep = LastRefreshStep,
        PreviousProjectedEnergy = ProjectedEnergy,
        PreviousGradientEnergy = GradientEnergy,
    };

    /// <summary>This matrix as the step that comes next sees it. The caller's scope owns a view of the weight.</summary>
    public BucketMember AsMember() => new(Name, Layout.View(Weight), Basis!, State, Step + 1);

    public void Skip() => Skips++;

    /// <summary>Notes that a refresh is due but must wait for a gradient that is not zero.</summary>
    public void Wait(RefreshCause cause) => Waiting = cause;

    /// <summary>Stands in for a basis until there is a gradient: the first columns of I, zero moments.</summary>
    public void SetProvisional(Tensor basis, IReadOnlyList<Tensor> state)
    {
        Replace(basis, state);
        IsProvisional = true;
    }

    /// <summary>Takes over a new basis and the state in its coordinates.</summary>
    public void Refresh(Tensor basis, IReadOnlyList<Tensor> state, RefreshCause cause, double distance, double lostMomentum)
    {
        Replace(basis, state);
        IsProvisional = false;
        Waiting = RefreshCause.None;
        LastRefreshStep = Step + 1;
        RefreshCount++;
        (LastCause, Distance, LostMomentum) = (cause, distance, lostMomentum);
    }

    /// <summary>Counts an executed step.</summary>
    public void Advance(double projectedEnergy, double gradientEnergy)
    {
        Step++;
        if (LastRefreshStep != Step)
        {
            LastCause = RefreshCause.None;
        }

        (ProjectedEnergy, GradientEnergy) = (projectedEnergy, gradientEnergy);
    }

    /// <summary>Continues an earlier run.</summary>
    public void Restore(MatrixSnapshot snapshot)
    {
        Replace(snapshot.Basis, snapshot.State);
        IsProvisional = snapshot.IsProvisional;
        (Step, LastRefreshStep, RefreshCount) = (snapshot.Step, snapshot.LastRefreshStep, snapshot.RefreshCount);
        (ProjectedEnergy, GradientEnergy) = (snapshot.ProjectedEnergy, snapshot.GradientEnergy);
        Waiting = RefreshCause.None;
    }

    public MatrixReport Report(string group, BankShape shape, StateSchema schema) => new()
    {
        Name = Name,
        Group = group,
        Step = Step,
        Rank = Rank,
        Captured = GradientEnergy switch
        {
            0 => 1,
            double.PositiveInfinity => double.NaN,
            _ => ProjectedEnergy / GradientEnergy,
        },
        ProjectedNorm = Math.Sqrt(ProjectedEnergy),
        Refresh = LastCause,
        RefreshCount = RefreshCount,
        Distance = Distance,
        LostMomentum = LostMomentum,
        Skips = Skips,
        StateBytes = AnalyticBytes(shape, schema),
    };

    /// <summary>Basis and moments by the formula (method.md, section 9), without the handful of scalars.</summary>
    public long AnalyticBytes(BankShape shape, StateSchema schema) => shape.StateElementBytes *
        ((shape.ShortSide * Rank) + schema.Elements(shape.ShortSide, shape.LongSide, Rank));

    public long AllocatedBytes() => (Basis is null ? 0 : Storage.Bytes(Basis)) + State.Sum(Storage.Bytes);

    public void Dispose() => Replace(null, []);

    private void Replace(Tensor? basis, IReadOnlyList<Tensor> state)
    {
        Basis?.Dispose();
        foreach (var tensor in State)
        {
            tensor.Dispose();
        }

        (Basis, State) = (basis, state);
    }
}
