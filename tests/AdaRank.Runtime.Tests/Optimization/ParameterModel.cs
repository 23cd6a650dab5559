using AdaRank.Catalogue;
using AdaRank.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization;

/// <summary>A model that is nothing but named parameters.</summary>
internal sealed class ParameterModel : IModel, IDisposable
{
    private readonly List<ModelParameter> _parameters = [];

    public IReadOnlyList<ModelParameter> ListParameters() => _parameters;

    public ParameterModel LowRank(string name, Tensor start, string? group = "all") =>
        Add(name, start, ParameterTreatment.LowRank, group);

    public ParameterModel FullRank(string name, Tensor start) => Add(name, start, ParameterTreatment.FullRank, null);

    public ParameterModel Frozen(string name, Tensor start) => Add(name, start, ParameterTreatment.Frozen, null);

    /// <summary>Changes what the model says of a parameter, as attributes do.</summary>
    public ParameterModel Change(string name, Func<ModelParameter, ModelParameter> change)
    {
        var index = _parameters.FindIndex(parameter => parameter.Name == name);
        _parameters[index] = change(_parameters[index]);
        return this;
    }

    public Parameter this[string name] => _parameters.Single(parameter => parameter.Name == name).Value;

    /// <summary>Converts every parameter as a module does: new parameters, and the old ones disposed.</summary>
    public void Convert(ScalarType dtype)
    {
        for (var index = 0; index < _parameters.Count; index++)
        {
            var old = _parameters[index];
            using var detached = old.Value.detach();
            _parameters[index] = old with { Value = new Parameter(detached.to(dtype, copy: true).DetachFromDisposeScope()) };
            old.Value.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var parameter in _parameters)
        {
            parameter.Value.Dispose();
        }
    }

    private ParameterModel Add(string name, Tensor start, ParameterTreatment treatment, string? group)
    {
        var value = new Parameter(start.clone().DetachFromDisposeScope());
        value.DetachFromDisposeScope();
        _parameters.Add(new ModelParameter(name, value, treatment, group));
        return this;
    }
}
