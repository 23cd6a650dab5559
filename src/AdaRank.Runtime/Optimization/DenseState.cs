using AdaRank.Steps;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>What the engine keeps for one parameter that is trained at full rank.</summary>
internal sealed class DenseState(string name, Parameter weight, Multipliers multipliers) : ITrainedParameter, IDisposable
{
    private IReadOnlyList<Tensor> _state = [];
    private long _step;

    public string Name { get; } = name;

    /// <summary>The weight; replaced when the module was moved.</summary>
    public Parameter Weight { get; set; } = weight;

    /// <summary>Factors of learning rate and decay.</summary>
    public Multipliers Multipliers { get; } = multipliers;

    /// <summary>Element type of weight and state, fixed when the optimizer is made.</summary>
    public ScalarType Dtype { get; } = weight.dtype;

    /// <summary>Shape of weight and state, fixed when the optimizer is made.</summary>
    public IReadOnlyList<long> Shape { get; } = weight.shape;

    /// <summary>The state tensors; none before the first step.</summary>
    public IReadOnlyList<Tensor> State => _state;

    /// <summary>Makes the state if there is none yet, and counts a step.</summary>
    public DenseMember Advance(Tensor gradient, int stateCount)
    {
        if (_state.Count != stateCount)
        {
            _state = [.. Enumerable.Range(0, stateCount).Select(_ => Storage.Zeros([.. Shape], Dtype, Weight.device))];
        }

        _step++;
        return new DenseMember(Name, Weight, gradient, _state, _step);
    }

    public void Dispose()
    {
        foreach (var tensor in _state)
        {
            tensor.Dispose();
        }

        _state = [];
    }
}
