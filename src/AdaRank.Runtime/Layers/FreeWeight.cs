using TorchSharp;
using TorchSharp.Modules;

namespace AdaRank.Layers;

/// <summary>A parameter that stands in a model by itself, outside any layer: a class token, a scale, a table of positions.</summary>
/// <remarks>
/// No module: the parameter is the model's own and has its name there, <c>scale</c> instead of <c>scale.weight</c>. A module
/// that moves makes new parameters and disposes the old ones, so this keeps the module and the name and asks for the parameter
/// at every use. Until <see cref="Register"/> was called the parameter belongs to nobody else.
/// </remarks>
public sealed class FreeWeight : IWeightOwner
{
    private Parameter? _unregistered;
    private torch.nn.Module? _module;
    private string _name = "";

    /// <summary>Makes a parameter, fp32, on the CPU.</summary>
    /// <param name="initializer">How to choose its values.</param>
    /// <param name="shape">Its shape, every dimension at least 1; none for a single number.</param>
    /// <exception cref="InvalidSettingException">A dimension is below 1, or the initializer needs more axes.</exception>
    public FreeWeight(Initializer initializer, params long[] shape)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        ArgumentNullException.ThrowIfNull(shape);
        _unregistered = NewParameter.From(initializer, shape);
    }

    /// <summary>Makes a parameter of values that are computed once, fp32, on the CPU.</summary>
    /// <param name="name">What a message calls the weight.</param>
    /// <param name="create">Makes the values, of any dtype. It runs in a dispose scope, without gradients.</param>
    /// <param name="shape">The shape that the values must have; none for a single number.</param>
    /// <exception cref="InvalidSettingException">The values have another shape.</exception>
    public FreeWeight(string name, Func<torch.Tensor> create, params long[] shape)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(shape);
        _unregistered = NewParameter.From($"weight '{name}'", create, shape);
    }

    /// <summary>The parameter. Owned by the model, which replaces it when it is moved or converted: do not keep it.</summary>
    /// <exception cref="InvalidOperationException">The model has lost the parameter: somebody registered another one, or none, in its place.</exception>
    public Parameter Weight => _unregistered
        ?? _module!.get_parameter(_name)
        ?? throw new InvalidOperationException($"The module '{_module.GetName()}' has no parameter '{_name}' any more.");

    /// <summary>Gives the parameter to a module. Called once, by generated code.</summary>
    /// <param name="module">The model, or the group that stands for a dotted prefix.</param>
    /// <param name="name">Name in checkpoints, without dots.</param>
    /// <exception cref="InvalidOperationException">The parameter has a module already, or the module a parameter of that name.</exception>
    public void Register(torch.nn.Module module, string name)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_unregistered is null)
        {
            throw new InvalidOperationException($"This parameter is '{_name}' of '{_module!.GetName()}' already.");
        }

        module.register_parameter(name, _unregistered);
        (_module, _name, _unregistered) = (module, name, null);
    }
}
