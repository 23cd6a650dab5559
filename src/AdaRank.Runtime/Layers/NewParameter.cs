using TorchSharp;
using TorchSharp.Modules;

namespace AdaRank.Layers;

/// <summary>Makes tensors of modules, which outlive the dispose scope they are made in.</summary>
internal static class NewParameter
{
    /// <summary>Normal with mean 0, fp32, on the CPU, drawn from torch's global generator.</summary>
    internal static Parameter Normal(double deviation, params ReadOnlySpan<long> shape) =>
        From(Initializer.Normal(deviation), shape);

    /// <summary>All elements the same, fp32, on the CPU.</summary>
    internal static Parameter Constant(double value, params ReadOnlySpan<long> shape) =>
        From(Initializer.Constant(value), shape);

    /// <summary>A parameter, fp32, on the CPU.</summary>
    internal static Parameter From(Initializer initializer, params ReadOnlySpan<long> shape)
    {
        using var scope = torch.NewDisposeScope();
        var parameter = new Parameter(Values(initializer, shape));
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    /// <summary>A tensor without gradient, fp32, on the CPU.</summary>
    internal static torch.Tensor Buffer(Initializer initializer, params ReadOnlySpan<long> shape)
    {
        using var scope = torch.NewDisposeScope();
        return Values(initializer, shape).DetachFromDisposeScope();
    }

    /// <summary>A parameter with the values that a method of the user's makes, fp32, on the CPU.</summary>
    internal static Parameter From(string what, Func<torch.Tensor> create, long[] shape)
    {
        using var scope = torch.NewDisposeScope();
        var parameter = new Parameter(Computed(what, create, shape).to(torch.float32).cpu());
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    /// <summary>A tensor without gradient, with the values that a method of the user's makes, of their dtype and device.</summary>
    internal static torch.Tensor Buffer(string what, Func<torch.Tensor> create, long[] shape)
    {
        using var scope = torch.NewDisposeScope();
        return Computed(what, create, shape).DetachFromDisposeScope();
    }

    /// <summary>What the method makes, by a handle of its own: the method may have kept one.</summary>
    private static torch.Tensor Computed(string what, Func<torch.Tensor> create, long[] shape)
    {
        using var noGradient = torch.no_grad();
        var values = create();
        return values.shape.AsSpan().SequenceEqual(shape)
            ? values.detach().contiguous()
            : throw new InvalidSettingException(
                $"shape of {what}", Initializer.Describe(values.shape), $"let its method return {Initializer.Describe(shape)}, as its attribute says");
    }

    private static torch.Tensor Values(Initializer initializer, ReadOnlySpan<long> shape)
    {
        initializer.Check(shape);
        using var noGradient = torch.no_grad();
        var values = torch.empty(shape, torch.float32);
        initializer.Fill(values);
        return values;
    }
}
