using static TorchSharp.torch;

namespace AdaRank.Gradients;

/// <summary>The gradients of all parameters in one step: the model's own until a transform asks for a copy.</summary>
/// <remarks>
/// The engine makes one for each step and disposes it, and the copies with it, when the step is over. A gradient that
/// nobody changes is never copied.
/// </remarks>
public sealed class StepGradients : IDisposable
{
    private readonly string[] _names;
    private readonly Tensor[] _gradients;
    private readonly bool[] _isCopy;

    /// <summary>Makes the list of one step.</summary>
    /// <param name="step">How many calls of the optimizer's step there were, this one included; counted from 1.</param>
    /// <param name="gradients">
    /// Checkpoint name and gradient of each parameter that has one, of the parameter's shape and dtype. Owned by the caller.
    /// </param>
    public StepGradients(long step, IEnumerable<(string Name, Tensor Gradient)> gradients)
    {
        Step = step;
        var all = gradients.ToArray();
        _names = Array.ConvertAll(all, static entry => entry.Name);
        _gradients = Array.ConvertAll(all, static entry => entry.Gradient);
        _isCopy = new bool[all.Length];
    }

    /// <summary>How many calls of the optimizer's step there were, this one included; counted from 1.</summary>
    public long Step { get; }

    /// <summary>How many parameters have a gradient.</summary>
    public int Count => _gradients.Length;

    /// <summary>The gradient of one parameter as it stands, of the parameter's shape and dtype. Read only.</summary>
    /// <param name="index">Which parameter.</param>
    /// <remarks>May hold NaN or infinity: the engine skips such a parameter after the transforms.</remarks>
    public Tensor this[int index] => _gradients[index];

    /// <summary>The checkpoint name of one parameter.</summary>
    /// <param name="index">Which parameter.</param>
    public string Name(int index) => _names[index];

    /// <summary>Whether a transform has asked for a copy of a gradient.</summary>
    /// <param name="index">Which parameter.</param>
    public bool IsChanged(int index) => _isCopy[index];

    /// <summary>A copy of the gradient that may be changed in place; from now on it stands for the gradient.</summary>
    /// <param name="index">Which parameter.</param>
    /// <returns>The same tensor at each call; owned by this list. Its shape and dtype must stay.</returns>
    public Tensor Writable(int index)
    {
        if (!_isCopy[index])
        {
            using var detached = _gradients[index].detach();
            _gradients[index] = detached.clone().DetachFromDisposeScope();
            _isCopy[index] = true;
        }

        return _gradients[index];
    }

    /// <summary>Frees the copies.</summary>
    public void Dispose()
    {
        for (var index = 0; index < _gradients.Length; index++)
        {
            if (_isCopy[index])
            {
                _gradients[index].Dispose();
            }
        }
    }
}
