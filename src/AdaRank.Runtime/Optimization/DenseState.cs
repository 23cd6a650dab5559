using AdaRank.Optimization.State;
using AdaRank.State;
using AdaRank.Steps;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>What the engine keeps for one parameter that is trained at full rank.</summary>
internal sealed class DenseState : ITrainedParameter, IDisposable
{
    private readonly IReadOnlyList<DenseSlot> _slots;
    private IReadOnlyList<StateTensor> _state = [];

    /// <summary>The stored tensors themselves, where a step sees no copies.</summary>
    private IReadOnlyList<Tensor>? _opened;
    private long _step;

    public DenseState(string name, TrainedWeight weight, Multipliers multipliers, IFullRankStep step)
    {
        (Name, Trained, Multipliers, Shape) = (name, weight, multipliers, weight.Stored.shape);
        GradientBytes = Storage.Elements(Shape) * ElementBytes;
        _slots = step.StateFor(Shape);
        IsEncoded = _slots.Any(static slot => slot.Encoding is not StateEncoding.Full);
    }

    public string Name { get; }

    /// <summary>The weight, and what a step sees of it.</summary>
    public TrainedWeight Trained { get; }

    /// <summary>The weight as its module owns it; replaced when the module was moved.</summary>
    public Parameter Weight
    {
        get => Trained.Stored;
        set => Trained.Stored = value;
    }

    /// <summary>Factors of learning rate and decay.</summary>
    public Multipliers Multipliers { get; }

    /// <summary>Shape of the weight, fixed when the optimizer is made.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>What a gradient takes as a step sees it.</summary>
    public long GradientBytes { get; }

    /// <summary>What the copy of a gradient takes that a step sees; nothing if it sees the gradient itself.</summary>
    public long OpenedBytes => Trained.IsOpened ? GradientBytes : 0;

    /// <summary>Whether a step sees copies of its state, not the stored tensors.</summary>
    public bool IsEncoded { get; }

    /// <summary>Bytes of state that are allocated; none before the first step.</summary>
    public long AllocatedBytes => Trained.AllocatedBytes + _state.Sum(static tensor => tensor.AllocatedBytes);

    /// <summary>Bytes of state by the formula.</summary>
    public long AnalyticBytes => Trained.AnalyticBytes
        + _slots.Sum(slot => StateStorage.Bytes(Storage.Elements(slot.Shape), slot.Encoding, ElementBytes));

    private int ElementBytes => Trained.StepDtype is ScalarType.Float64 ? sizeof(double) : sizeof(float);

    /// <summary>Makes the state if there is none yet, and counts a step. The caller's scope owns what is not stored as it is.</summary>
    public DenseMember Open(Tensor gradient)
    {
        if (_state.Count != _slots.Count)
        {
            _state = [.. _slots.Select(slot => StateTensor.Zeros([.. slot.Shape], slot.Encoding, slot.IsSigned, Trained.StepDtype, Trained.Device))];
        }

        _step++;
        return new DenseMember(Name, Trained.Open(), Trained.IsOpened ? gradient.to(Trained.StepDtype) : gradient, IsEncoded ? OpenState() : _opened ??= OpenState(), _step);
    }

    public Tensor Read(Tensor gradient) => gradient;

    /// <summary>Nobody asks how often.</summary>
    public void Skip()
    {
    }

    /// <summary>Stores state and weight again, after a step has changed them.</summary>
    /// <param name="opened">What <see cref="Open"/> gave.</param>
    /// <param name="seed">The seed of the run.</param>
    public void Close(DenseMember opened, ulong seed)
    {
        for (var index = 0; IsEncoded && index < _state.Count; index++)
        {
            _state[index].Close(opened.State[index], RoundingBits.For(seed, Name, _step, index));
        }

        if (Trained.IsRounded)
        {
            StochasticRounding.Round(opened.Weight, Weight, RoundingBits.For(seed, Name, _step, RoundingBits.SlotOfWeight));
        }

        Trained.RoundMaster();
    }

    public void Dispose()
    {
        foreach (var tensor in _state)
        {
            tensor.Dispose();
        }

        (_state, _opened) = ([], null);
        Trained.Dispose();
    }

    private IReadOnlyList<Tensor> OpenState() => [.. _state.Select(static tensor => tensor.Open())];
}
