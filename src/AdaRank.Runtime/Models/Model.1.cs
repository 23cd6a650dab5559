using System.Diagnostics.CodeAnalysis;
using TorchSharp;

namespace AdaRank.Models;

/// <summary>Base of generated models whose <c>Forward</c> takes one argument.</summary>
/// <remarks>
/// C# runs the initialisers of a derived class before the constructor of its base. So the components that generated
/// code makes in initialisers, from the parameters of a primary constructor, exist when this constructor asks for their
/// registration: a model is complete as soon as <c>new</c> returns.
/// </remarks>
/// <typeparam name="T1">Type of the argument of <c>Forward</c>.</typeparam>
/// <typeparam name="TResult">Type of the result of <c>Forward</c>.</typeparam>
public abstract class Model<T1, TResult> : torch.nn.Module<T1, TResult>, IModel
{
    /// <summary>Registers the components, which the initialisers of the derived class have made by now.</summary>
    [SuppressMessage("Usage", "CA2214:Do not call overridable methods in constructors", Justification = ModelRegistration.Reason)]
    protected Model()
        : base(ModelRegistration.Unnamed)
    {
        name = GetType().Name;
        RegisterParts();
    }

    /// <inheritdoc/>
    public abstract IReadOnlyList<ModelParameter> ListParameters();

    /// <summary>Registers every component by its checkpoint name. Called once, by the constructor; a derived model calls its base first.</summary>
    protected abstract void RegisterParts();

    /// <summary>Does nothing: the constructor has registered everything, without reflection.</summary>
    protected sealed override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void _toEpilog(torch.ScalarType? dtype, torch.Device? device, bool non_blocking)
    {
        Moving.Module(_internal_submodules, _internal_params, _internal_buffers, dtype, device, non_blocking);
        ModelRegistration.Record(device, ref _deviceType, ref _deviceIndex);
    }
}
