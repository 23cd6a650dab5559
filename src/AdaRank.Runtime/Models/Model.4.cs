using System.Diagnostics.CodeAnalysis;
using TorchSharp;

namespace AdaRank.Models;

/// <summary>Base of generated models whose <c>Forward</c> takes four arguments.</summary>
/// <remarks>As <see cref="Model{T1, TResult}"/>, which says how components come to be registered.</remarks>
/// <typeparam name="T1">Type of the first argument of <c>Forward</c>.</typeparam>
/// <typeparam name="T2">Type of the second argument of <c>Forward</c>.</typeparam>
/// <typeparam name="T3">Type of the third argument of <c>Forward</c>.</typeparam>
/// <typeparam name="T4">Type of the fourth argument of <c>Forward</c>.</typeparam>
/// <typeparam name="TResult">Type of the result of <c>Forward</c>.</typeparam>
public abstract class Model<T1, T2, T3, T4, TResult> : torch.nn.Module<T1, T2, T3, T4, TResult>, IModel
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
