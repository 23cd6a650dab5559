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

    private static torch.Tensor Values(Initializer initializer, ReadOnlySpan<long> shape)
    {
        initializer.Check(shape);
        using var noGradient = torch.no_grad();
        var values = torch.empty(shape, torch.float32);
        initializer.Fill(values);
        return values;
    }
}
