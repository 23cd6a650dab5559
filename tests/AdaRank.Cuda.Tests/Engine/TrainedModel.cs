using AdaRank.Catalogue;
using AdaRank.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Engine;

/// <summary>Named parameters of one device and dtype; the same numbers for the same seed, wherever they are.</summary>
internal sealed class TrainedModel : IModel, IDisposable
{
    private readonly List<ModelParameter> _parameters = [];
    private readonly Generator _draw = new(21);

    public TrainedModel(Device device, ScalarType dtype) => (Device, Dtype) = (device, dtype);

    public Device Device { get; }

    public ScalarType Dtype { get; }

    public IReadOnlyList<ModelParameter> ListParameters() => _parameters;

    public Parameter this[string name] => _parameters.Single(parameter => parameter.Name == name).Value;

    public TrainedModel LowRank(string name, params long[] shape) => Add(name, ParameterTreatment.LowRank, "all", shape);

    public TrainedModel FullRank(string name, params long[] shape) => Add(name, ParameterTreatment.FullRank, null, shape);

    /// <summary>All weights in one vector on the CPU, fp64.</summary>
    public Tensor Read() => cat([.. _parameters.Select(static parameter => parameter.Value.detach().to(ScalarType.Float64).cpu().reshape(-1))]);

    /// <summary>Moves every parameter as a module does: new parameters, and the old ones disposed.</summary>
    public void MoveTo(Device device)
    {
        for (var index = 0; index < _parameters.Count; index++)
        {
            var old = _parameters[index];
            using var detached = old.Value.detach();
            _parameters[index] = old with { Value = new Parameter(detached.to(device, copy: true).DetachFromDisposeScope()) };
            old.Value.Dispose();
        }
    }

    public void Dispose()
    {
        _draw.Dispose();
        foreach (var parameter in _parameters)
        {
            parameter.Value.Dispose();
        }
    }

    private TrainedModel Add(string name, ParameterTreatment treatment, string? group, long[] shape)
    {
        using var start = randn(shape, generator: _draw).mul_(0.1);
        var value = new Parameter(start.to(Dtype, Device, copy: true).DetachFromDisposeScope());
        value.DetachFromDisposeScope();
        _parameters.Add(new ModelParameter(name, value, treatment, group));
        return this;
    }
}
