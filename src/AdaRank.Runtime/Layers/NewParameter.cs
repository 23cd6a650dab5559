using TorchSharp;
using TorchSharp.Modules;

namespace AdaRank.Layers;

/// <summary>Makes parameters that outlive the dispose scope they are made in.</summary>
internal static class NewParameter
{
    /// <summary>Normal with mean 0, fp32, on the CPU, drawn from torch's global generator.</summary>
    internal static Parameter Normal(double deviation, params ReadOnlySpan<long> shape)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        return Detached(torch.empty(shape, torch.float32).normal_(0, deviation));
    }

    /// <summary>All elements the same, fp32, on the CPU.</summary>
    internal static Parameter Constant(double value, params ReadOnlySpan<long> shape)
    {
        using var scope = torch.NewDisposeScope();
        return Detached(torch.full(shape, value, torch.float32));
    }

    private static Parameter Detached(torch.Tensor values)
    {
        var parameter = new Parameter(values);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
