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

    public DenseState(string name, Parameter weight, Multipliers multipliers, IFullRankStep step)
    {
        (Name, Weight, Multipliers, Dtype, Shape) = (name, weight, multipliers, weight.dtype, weight.shape);
        GradientBytes = Storage.Elements(Shape) * weight.element_size();
        _slots = step.StateFor(Shape);
        IsEncoded = _slots.Any(static slot => slot.Encoding is not StateEncoding.Full);
    }

    public string Name { get; }

    /// <summary>The weight; replaced when the module was moved.</summary>
    public Parameter Weight { get; set; }

    /// <summary>Factors of learning rate and decay.</summary>
    public Multipliers Multipliers { get; }

    /// <summary>Element type of weight and state, fixed when the optimizer is made.</summary>
    public ScalarType Dtype { get; }

    /// <summary>Shape of the weight, fixed when the optimizer is made.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>What a gradient takes.</summary>
    public long GradientBytes { get; }

    /// <summary>Whether a step sees copies of its state, not the stored tensors.</summary>
    public bool IsEncoded { get; }

    /// <summary>Bytes of state that are allocated; none before the first step.</summary>
    public long AllocatedBytes => _state.Sum(static tensor => tensor.AllocatedBytes);

    /// <summary>Bytes of state by the formula.</summary>
    public long AnalyticBytes => _slots.Sum(slot => StateStorage.Bytes(
        Storage.Elements(slot.Shape), slot.Encoding, (int)Weight.element_size()));

    /// <summary>Makes the state if there is none yet, and counts a step. The caller's scope owns what is not stored as it is.</summary>
    public DenseMember Open(Tensor gradient)
    {
        if (_state.Count != _slots.Count)
        {
            _state = [.. _slots.Select(slot => StateTensor.Zeros([.. slot.Shape], slot.Encoding, slot.IsSigned, Dtype, Weight.device))];
        }

        _step++;
        return new DenseMember(Name, Weight, gradient, IsEncoded ? OpenState() : _opened ??= OpenState(), _step);
    }

    public Tensor Read(Tensor gradient) => gradient;

    /// <summary>Nobody asks how often.</summary>
    public void Skip()
    {
    }

    /// <summary>Stores the state again, after a step has changed it.</summary>
    /// <param name="opened">What <see cref="Open"/> gave.</param>
    /// <param name="seed">The seed of the run.</param>
    public void Close(DenseMember opened, ulong seed)
    {
        for (var index = 0; IsEncoded && index < _state.Count; index++)
        {
            _state[index].Close(opened.State[index], RoundingBits.For(seed, Name, _step, index));
        }
    }

    public void Dispose()
    {
        foreach (var tensor in _state)
        {
            tensor.Dispose();
        }

        (_state, _opened) = ([], null);
    }

    private IReadOnlyList<Tensor> OpenState() => [.. _state.Select(static tensor => tensor.Open())];
}
