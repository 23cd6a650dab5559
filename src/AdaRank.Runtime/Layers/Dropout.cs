using static TorchSharp.torch;

namespace AdaRank.Layers;

/// <summary>Sets random elements to 0 while training and scales the others up, so that the mean stays; nothing in <c>eval()</c>.</summary>
/// <remarks>Srivastava et al. 2014. No parameters, nothing in checkpoints. Draws from torch's global generator of the device.</remarks>
public sealed class Dropout : nn.Module<Tensor, Tensor>
{
    /// <summary>Makes a layer.</summary>
    /// <param name="probability">Probability with which an element becomes 0, in [0, 1).</param>
    /// <exception cref="InvalidSettingException">The probability is out of its range.</exception>
    public Dropout(double probability)
        : base(nameof(Dropout)) => Probability = Setting.Below1(probability, "probability of dropout");

    /// <summary>Probability with which an element becomes 0.</summary>
    public double Probability { get; }

    /// <summary>Applies the layer. The same as <c>call</c>: hooks run.</summary>
    /// <param name="x">Any shape, floating.</param>
    /// <returns>The shape of <paramref name="x"/>, owned by the caller: in <c>eval()</c> another handle to the same elements.</returns>
    public Tensor Forward(Tensor x) => call(x);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) =>
        training && Probability > 0 ? nn.functional.dropout(input, Probability, training: true) : input.alias();

    /// <summary>Does nothing: there is nothing to register.</summary>
    protected override void RegisterComponents()
    {
    }
}
