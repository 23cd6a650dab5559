using AdaRank.Models;
using static TorchSharp.torch;

namespace AdaRank.Layers;

/// <summary>A tensor that a model keeps, moves and perhaps saves, but does not train: a running mean, a mask, a table.</summary>
/// <remarks>
/// As <see cref="FreeWeight"/>, a persistent buffer has its own name in checkpoints, and is asked for at every use. One that
/// is not persistent is in no checkpoint. TorchSharp neither moves nor disposes such buffers, so it is held by a module of
/// its name that does. Conversions change floating dtypes only.
/// </remarks>
public sealed class FreeBuffer
{
    private Tensor? _unregistered;
    private nn.Module? _module;
    private string _name = "";
    private HeldBuffer? _held;

    /// <summary>Makes a buffer, fp32, on the CPU.</summary>
    /// <param name="initializer">How to choose its values.</param>
    /// <param name="isPersistent">Whether it is saved in checkpoints.</param>
    /// <param name="shape">Its shape, every dimension at least 1; none for a single number.</param>
    /// <exception cref="InvalidSettingException">A dimension is below 1, or the initializer needs more axes.</exception>
    public FreeBuffer(Initializer initializer, bool isPersistent, params long[] shape)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        ArgumentNullException.ThrowIfNull(shape);
        IsPersistent = isPersistent;
        _unregistered = NewParameter.Buffer(initializer, shape);
    }

    /// <summary>Makes a buffer of values that are computed once.</summary>
    /// <param name="create">
    /// Makes the tensor, of any shape and dtype, which becomes the buffer's own. It runs in a dispose scope, without gradients.
    /// </param>
    /// <param name="isPersistent">Whether it is saved in checkpoints.</param>
    public FreeBuffer(Func<Tensor> create, bool isPersistent)
    {
        ArgumentNullException.ThrowIfNull(create);
        IsPersistent = isPersistent;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        _unregistered = create().DetachFromDisposeScope();
    }

    /// <summary>Makes a buffer of values that are computed once and have a shape that was promised.</summary>
    /// <param name="name">What a message calls the buffer.</param>
    /// <param name="create">Makes the values, of any dtype. It runs in a dispose scope, without gradients.</param>
    /// <param name="isPersistent">Whether it is saved in checkpoints.</param>
    /// <param name="shape">The shape that the values must have; none for a single number.</param>
    /// <exception cref="InvalidSettingException">The values have another shape.</exception>
    public FreeBuffer(string name, Func<Tensor> create, bool isPersistent, params long[] shape)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(shape);
        IsPersistent = isPersistent;
        _unregistered = NewParameter.Buffer($"buffer '{name}'", create, shape);
    }

    /// <summary>Whether the buffer is saved in checkpoints.</summary>
    public bool IsPersistent { get; }

    /// <summary>The tensor. Owned by the model, which replaces it when it is moved or converted: change it in place, do not keep it.</summary>
    /// <exception cref="InvalidOperationException">The model has lost the buffer: somebody registered another one, or none, in its place.</exception>
    public Tensor Value => _unregistered
        ?? _held?.Value
        ?? _module!.get_buffer(_name)
        ?? throw new InvalidOperationException($"The module '{_module.GetName()}' has no buffer '{_name}' any more.");

    /// <summary>Gives the buffer to a module. Called once, by generated code.</summary>
    /// <param name="module">The model, or the group that stands for a dotted prefix.</param>
    /// <param name="name">Name in checkpoints, without dots.</param>
    /// <exception cref="InvalidOperationException">The buffer has a module already, or the module a buffer of that name.</exception>
    public void Register(nn.Module module, string name)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_unregistered is null)
        {
            throw new InvalidOperationException($"This buffer is '{_name}' of '{_module!.GetName()}' already.");
        }

        if (IsPersistent)
        {
            module.register_buffer(name, _unregistered);
        }
        else
        {
            var held = new HeldBuffer(name, _unregistered);
            module.register_module(name, held);
            _held = held;
        }

        (_module, _name, _unregistered) = (module, name, null);
    }

    /// <summary>Keeps a tensor that TorchSharp must not see, and moves it by hand.</summary>
    private sealed class HeldBuffer(string name, Tensor value) : nn.Module(name)
    {
        private readonly Tensor[] _value = [value];

        internal Tensor Value => _value[0];

        protected override void RegisterComponents()
        {
        }

        protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
        {
            base._toEpilog(dtype, device, non_blocking);
            _value[0] = Moving.Buffer(_value[0], dtype, device, non_blocking);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _value[0].Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
