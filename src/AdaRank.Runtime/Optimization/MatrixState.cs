using AdaRank.Optimization.State;
using AdaRank.Refresh;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>What the engine keeps for one low-rank matrix (method.md, section 6, "Resume").</summary>
internal sealed class MatrixState(string name, TrainedWeight weight, MatrixLayout layout) : ITrainedParameter, IDisposable
{
    public string Name { get; } = name;

    /// <summary>The weight, and what a step sees of it.</summary>
    public TrainedWeight Trained { get; } = weight;

    /// <summary>The weight as its module owns it; replaced when the module was moved.</summary>
    public Parameter Weight
    {
        get => Trained.Stored;
        set => Trained.Stored = value;
    }

    /// <summary>How the weight is seen as a matrix.</summary>
    public MatrixLayout Layout { get; } = layout;

    /// <summary>r; 0 before the first executed step.</summary>
    public int Rank { get; private set; }

    /// <summary>Q, [d, r]; null before the first executed step, and for a basis that is drawn anew in every step.</summary>
    public Tensor? Basis { get; private set; }

    /// <summary>The tensors of the step's schema.</summary>
    public IReadOnlyList<StateTensor> State { get; private set; } = [];

    /// <summary>Basis and state as a step sees them, kept until they are replaced; null if they must be decoded or drawn.</summary>
    public OpenedMatrix? Opened { get; set; }

    /// <summary>What an updater keeps for a basis that follows the gradient.</summary>
    public IReadOnlyList<Tensor> BasisState { get; private set; } = [];

    /// <summary>Direction of the projected gradient at the last refresh, [r, L]; null unless the trigger wants to know how far it is.</summary>
    public Tensor? Anchor { get; private set; }

    /// <summary>Whether the basis only stands in for one, since no gradient but zero was seen.</summary>
    public bool IsProvisional { get; private set; }

    /// <summary>t, executed steps.</summary>
    public long Step { get; private set; }

    public long LastRefreshStep { get; private set; }

    public long RefreshCount { get; private set; }

    public long Skips { get; private set; }

    /// <summary>A refresh that was due when the gradient was zero.</summary>
    public RefreshCause Waiting { get; private set; }

    /// <summary>What the last executed step measured.</summary>
    public StepEnergies Energies { get; private set; } = NeverMeasured;

    /// <summary>Why the last executed step renewed the basis.</summary>
    public RefreshCause LastCause { get; private set; }

    public double Distance { get; private set; }

    public double LostMomentum { get; private set; }

    public bool NeedsBasis => Rank == 0 || IsProvisional;

    /// <summary>Whether basis and state are here, not with a backend.</summary>
    public bool HoldsState => Basis is not null;

    private static StepEnergies NeverMeasured => new(double.PositiveInfinity, double.NaN, double.PositiveInfinity, double.NaN);

    /// <summary>Energies of the step that executed the last refresh.</summary>
    private (double Projected, double Gradient) AtRefresh { get; set; } = (double.PositiveInfinity, double.PositiveInfinity);

    /// <summary>The step that comes next, as a trigger sees it.</summary>
    public RefreshObservation Observe() => new()
    {
        Step = Step + 1,
        LastRefreshStep = LastRefreshStep,
        PreviousProjectedEnergy = Energies.Projected,
        PreviousGradientEnergy = Energies.Gradient,
        RefreshProjectedEnergy = AtRefresh.Projected,
        RefreshGradientEnergy = AtRefresh.Gradient,
        Displacement = Energies.Displacement,
    };

    public Tensor Read(Tensor gradient) => Layout.Read(gradient);

    public void Skip() => Skips++;

    /// <summary>Notes that a refresh is due but must wait for a gradient that is not zero.</summary>
    public void Wait(RefreshCause cause) => Waiting = cause;

    /// <summary>Stands in for a basis until there is a gradient: zero moments, no refresh that counts.</summary>
    public void SetProvisional(NewSubspace subspace)
    {
        Replace(subspace);
        IsProvisional = true;
    }

    /// <summary>Takes over a new basis and the state in its coordinates.</summary>
    public void Refresh(NewSubspace subspace, RefreshCause cause, double distance, double lostMomentum)
    {
        Replace(subspace);
        IsProvisional = false;
        Waiting = RefreshCause.None;
        LastRefreshStep = Step + 1;
        RefreshCount++;
        (LastCause, Distance, LostMomentum) = (cause, distance, lostMomentum);
    }

    /// <summary>Sets the direction that displacements are measured from.</summary>
    /// <param name="direction">In no dispose scope; owned from here on. Null for a projected gradient of zero.</param>
    public void SetAnchor(Tensor? direction)
    {
        Anchor?.Dispose();
        Anchor = direction;
    }

    /// <summary>Counts an executed step.</summary>
    public void Advance(StepEnergies energies)
    {
        Step++;
        if (LastRefreshStep == Step)
        {
            AtRefresh = (energies.Projected, energies.Gradient);
        }
        else
        {
            LastCause = RefreshCause.None;
        }

        Energies = energies;
    }

    /// <summary>Takes basis and state back from a backend, for a refresh.</summary>
    /// <param name="basis">In no dispose scope; owned from here on.</param>
    /// <param name="state">Owned from here on.</param>
    public void Receive(Tensor basis, IReadOnlyList<StateTensor> state) => Replace(new NewSubspace(Rank, basis, state, []));

    /// <summary>Leaves basis and state to a backend, which has copies of its own.</summary>
    public void HandOver() => Replace(new NewSubspace(Rank, null, [], []));

    /// <summary>Counts a step that a backend executes if the gradient is finite.</summary>
    public void Offer()
    {
        Step++;
        if (LastRefreshStep != Step)
        {
            LastCause = RefreshCause.None;
        }
    }

    /// <summary>Takes over what a backend has really done.</summary>
    /// <param name="executed">Executed steps.</param>
    /// <param name="projected">‖Â‖² of the last one; not finite if its gradient was not.</param>
    /// <returns>How many of the offered steps were skipped.</returns>
    public int Correct(long executed, double projected)
    {
        var skipped = Step - executed;
        (Step, Skips) = (executed, Skips + skipped);
        if (double.IsFinite(projected))
        {
            Energies = NeverMeasured with { Projected = projected };
            if (LastRefreshStep == Step)
            {
                AtRefresh = (projected, double.PositiveInfinity);
            }
        }

        return (int)skipped;
    }

    /// <summary>Continues an earlier run.</summary>
    public void Restore(MatrixSnapshot snapshot)
    {
        Replace(new NewSubspace(
            (int)snapshot.Basis.shape[1], snapshot.Basis, [.. snapshot.State.Select(tensor => new FullStateTensor(tensor))], []));
        IsProvisional = snapshot.IsProvisional;
        (Step, LastRefreshStep, RefreshCount) = (snapshot.Step, snapshot.LastRefreshStep, snapshot.RefreshCount);
        Energies = NeverMeasured with { Projected = snapshot.ProjectedEnergy, Gradient = snapshot.GradientEnergy };
        Waiting = RefreshCause.None;
    }

    public MatrixReport Report(string group, long stateBytes) => new()
    {
        Name = Name,
        Group = group,
        Step = Step,
        Rank = Rank,
        Captured = Energies.Gradient switch
        {
            0 => 1,
            double.PositiveInfinity => double.NaN,
            _ => Energies.Captured / Energies.Gradient,
        },
        ProjectedNorm = Math.Sqrt(Energies.Projected),
        Refresh = LastCause,
        RefreshCount = RefreshCount,
        Distance = Distance,
        LostMomentum = LostMomentum,
        Skips = Skips,
        StateBytes = stateBytes,
    };

    /// <summary>Bytes that are allocated for basis and state, and for a master of the weight.</summary>
    public long AllocatedBytes() =>
        Trained.AllocatedBytes + BasisState.Append(Basis).Append(Anchor).Sum(tensor => tensor is null ? 0 : Storage.Bytes(tensor))
        + State.Sum(tensor => tensor.AllocatedBytes);

    public void Dispose()
    {
        Replace(new NewSubspace(0, null, [], []));
        Trained.Dispose();
    }

    private void Replace(NewSubspace subspace)
    {
        Opened = null;
        Basis?.Dispose();
        SetAnchor(null);
        foreach (var tensor in BasisState)
        {
            tensor.Dispose();
        }

        foreach (var tensor in State.Except(subspace.State))
        {
            tensor.Dispose();
        }

        (Rank, Basis, State, BasisState) = (subspace.Rank, subspace.Basis, subspace.State, subspace.BasisState);
    }
}
