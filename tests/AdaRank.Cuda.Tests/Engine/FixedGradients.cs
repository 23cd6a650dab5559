using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Engine;

/// <summary>Gradients that depend on nothing but the step, so that no rounding of a weight comes back to it.</summary>
/// <remarks>
/// A fixed matrix whose singular values fall by a fifth each, and noise a hundredth as large: the gaps between singular values are far
/// above rounding, so that singular vectors are the same on every device but for it. All of it fades by half a per cent a step, as
/// gradients of a run that converges do.
/// </remarks>
internal sealed class FixedGradients : IDisposable
{
    private const double Fade = 0.995;
    private const double Noise = 0.01;

    private readonly Generator _draw;
    private readonly Dictionary<string, Tensor> _means = [];
    private readonly double _disturbance;
    private readonly bool _isRounded;
    private readonly Generator _disturb = new(99);
    private double _size = 1;

    /// <param name="model">Whose gradients are set.</param>
    /// <param name="disturbance">How much each number is changed by, as a share of it: what another order of sums does.</param>
    /// <param name="isRounded">Whether they are numbers of bf16 whatever the model has.</param>
    public FixedGradients(TrainedModel model, double disturbance = 0, bool isRounded = false)
    {
        (Model, _draw, _disturbance, _isRounded) = (model, new Generator(5), disturbance, isRounded);
        foreach (var parameter in model.ListParameters())
        {
            using var scope = NewDisposeScope();
            _means[parameter.Name] = Mean(parameter.Value.shape).DetachFromDisposeScope();
        }
    }

    public TrainedModel Model { get; }

    /// <summary>Sets the gradients of the next step.</summary>
    public void Next()
    {
        foreach (var parameter in Model.ListParameters())
        {
            using var scope = NewDisposeScope();
            var gradient = (_means[parameter.Name] + randn(parameter.Value.shape, generator: _draw).mul_(Noise)).mul_(_size);
            if (_disturbance > 0)
            {
                gradient.mul_(randn(parameter.Value.shape, generator: _disturb).mul_(_disturbance).add_(1));
            }

            parameter.Value.grad = (_isRounded ? gradient.to(ScalarType.BFloat16) : gradient).to(Model.Dtype, Model.Device);
        }

        _size *= Fade;
    }

    public void Dispose()
    {
        _draw.Dispose();
        _disturb.Dispose();
        foreach (var mean in _means.Values)
        {
            mean.Dispose();
        }
    }

    private Tensor Mean(long[] shape)
    {
        if (shape.Length < 2)
        {
            return randn(shape, generator: _draw);
        }

        var side = Math.Min(shape[0], shape[1]);
        var left = linalg.qr(randn([shape[0], side], ScalarType.Float64, generator: _draw)).Q;
        var right = linalg.qr(randn([shape[1], side], ScalarType.Float64, generator: _draw)).Q;
        var spectrum = arange(side, ScalarType.Float64).mul_(Math.Log(0.8)).exp_().mul_(2);
        return left.mul(spectrum).mm(right.t()).to(ScalarType.Float32);
    }
}
