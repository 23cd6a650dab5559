using AdaRank.Layers.Lora;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Layers;

/// <summary>A linear layer, y = x·Wᵀ + b, whose weight can be that of another layer.</summary>
/// <remarks>Parameters: <c>weight</c> [outputs, inputs] unless it is borrowed, and <c>bias</c> [outputs] if there is one.</remarks>
public sealed class Linear : nn.Module<Tensor, Tensor>, IWeightOwner
{
    private IWeightOwner? _owner;
    private Parameter? _weight;
    private Parameter? _bias;
    private LoraAdapter? _adapter;

    /// <summary>Makes a layer: weight normal with mean 0, bias 0, both fp32 on the CPU.</summary>
    /// <param name="inputs">Width of the input, at least 1.</param>
    /// <param name="outputs">Width of the output, at least 1.</param>
    /// <param name="bias">Whether to add a bias.</param>
    /// <param name="deviation">Standard deviation of the initial weight, at least 0.</param>
    /// <param name="borrowsWeight">
    /// Whether the weight is another layer's. Then none is made, and <see cref="Borrow"/> must name the owner before use.
    /// </param>
    /// <exception cref="InvalidSettingException">A width is below 1, or the deviation negative or not finite.</exception>
    public Linear(int inputs, int outputs, bool bias = false, double deviation = 0.02, bool borrowsWeight = false)
        : base(nameof(Linear))
    {
        Inputs = Setting.AtLeast(1, inputs, "inputs of a linear layer");
        Outputs = Setting.AtLeast(1, outputs, "outputs of a linear layer");
        Setting.AtLeast(0.0, deviation, "initial deviation of a linear layer");
        BorrowsWeight = borrowsWeight;

        if (!borrowsWeight)
        {
            _weight = NewParameter.Normal(deviation, outputs, inputs);
            register_parameter("weight", _weight);
        }

        if (bias)
        {
            _bias = NewParameter.Constant(0, outputs);
            register_parameter("bias", _bias);
        }
    }

    /// <summary>Width of the input.</summary>
    public int Inputs { get; }

    /// <summary>Width of the output.</summary>
    public int Outputs { get; }

    /// <summary>Whether the weight is another layer's, which registers, saves and trains it.</summary>
    public bool BorrowsWeight { get; }

    /// <summary>W [outputs, inputs]. Replaced when the layer, or the owner of a borrowed weight, is moved or converted.</summary>
    /// <exception cref="InvalidOperationException">The weight is borrowed and <see cref="Borrow"/> was never called.</exception>
    public Parameter Weight => _weight ?? _owner?.Weight
        ?? throw new InvalidOperationException("This linear layer borrows its weight: call Borrow before its first use.");

    /// <summary>b [outputs], or null. Replaced when the layer is moved or converted.</summary>
    public Parameter? Bias => _bias;

    /// <summary>Names the layer whose weight to use.</summary>
    /// <param name="owner">A layer with a weight [outputs, inputs]; kept, so that its weight is found after every move.</param>
    /// <exception cref="InvalidOperationException">This layer has a weight of its own.</exception>
    /// <exception cref="InvalidSettingException">The weight has another shape.</exception>
    public void Borrow(IWeightOwner owner)
    {
        if (!BorrowsWeight)
        {
            throw new InvalidOperationException("This linear layer has a weight of its own: make it with borrowsWeight: true.");
        }

        if (owner.Weight.shape is not [var rows, var columns] || rows != Outputs || columns != Inputs)
        {
            throw new InvalidSettingException(
                "shape of a tied weight", $"[{string.Join(", ", owner.Weight.shape)}]", $"tie it to a weight [{Outputs}, {Inputs}]");
        }

        _owner = owner;
    }

    /// <summary>Applies the layer. The same as <c>call</c>: hooks run.</summary>
    /// <param name="x">[..., inputs], dtype and device of the weight.</param>
    /// <returns>[..., outputs], owned by the caller.</returns>
    public Tensor Forward(Tensor x) => call(x);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var output = nn.functional.linear(input, Weight, _bias);
        if (_adapter is null)
        {
            return output;
        }

        using (output)
        {
            using var adapted = _adapter.Forward(input);
            return output + adapted;
        }
    }

    /// <summary>Whether a low-rank adapter stands beside the weight.</summary>
    internal bool HasAdapter => _adapter is not null;

    /// <summary>Sets a low-rank adapter beside the weight, of its dtype and device.</summary>
    internal void AttachAdapter(int rank, double scale)
    {
        _adapter = LoraAdapter.For(Weight, rank, scale);
        register_module(LoraAdapter.DownName, _adapter.Down);
        register_module(LoraAdapter.UpName, _adapter.Up);
    }

    /// <summary>The parameters of the adapter, by their names inside this layer.</summary>
    internal IEnumerable<(string Name, Parameter Value)> AdapterParameters() => _adapter is null ? [] :
    [
        ($"{LoraAdapter.DownName}.weight", _adapter.Down.Weight),
        ($"{LoraAdapter.UpName}.weight", _adapter.Up.Weight),
    ];

    /// <summary>Adds the adapter to the weight and removes it.</summary>
    internal void MergeAdapter()
    {
        if (_adapter is null)
        {
            return;
        }

        using (no_grad())
        {
            using var product = _adapter.Product();
            Weight.add_(product);
        }

        DetachAdapter();
    }

    /// <summary>Removes the adapter.</summary>
    internal void DetachAdapter()
    {
        if (_adapter is { } adapter)
        {
            _adapter = null;
            _internal_submodules.Remove(LoraAdapter.DownName);
            _internal_submodules.Remove(LoraAdapter.UpName);
            adapter.Down.Dispose();
            adapter.Up.Dispose();
        }
    }

    /// <summary>Does nothing: the constructor has registered the parameters.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        base._toEpilog(dtype, device, non_blocking);
        _weight = get_parameter("weight");
        _bias = get_parameter("bias");
    }
}
