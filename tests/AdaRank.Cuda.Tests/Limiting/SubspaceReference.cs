using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Limiting;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Limiting;

/// <summary>One matrix's way from gradient to scaled gradient by tensor expressions in fp64 (method.md eq. 4.1 to 4.4, 7.2 to 7.5).</summary>
internal sealed class SubspaceReference(SubspaceMoments moments, int index, AdamSettings adam, LimiterSettings limiter, ScalingKind kind)
{
    private Tensor? _first;
    private Tensor? _second;
    private int _step;

    /// <summary>The norm that the limiter let through.</summary>
    public double Previous { get; private set; }

    /// <summary>s of the last step, [L].</summary>
    public Tensor Scaling { get; private set; } = null!;

    /// <summary>U of the last step in the orientation of the weight, before any scale.</summary>
    /// <param name="gradient">G, fp64.</param>
    /// <returns>U; the caller's scope owns it.</returns>
    public Tensor Update(Tensor gradient)
    {
        var geometry = moments.Geometry;
        var basis = moments.Bases[index].slice(1, 0, geometry.Rank, 1).to(ScalarType.Float64);
        var canonical = geometry.IsLeft ? gradient : gradient.t();
        var projected = basis.t().mm(canonical);
        var (correction1, correction2) = Advance(projected);
        var direction = _first! / correction1 / ((_second! / correction2).sqrt() + adam.Epsilon);
        var isTensor = kind is ScalingKind.ApolloTensor;
        var scaling = isTensor
            ? (direction.norm() / (projected.norm() + 1e-8)).expand(geometry.LongSide)
            : direction.norm(0) / (projected.norm(0) + 1e-8);
        var scaled = (kind is ScalingKind.Fira ? canonical - basis.mm(projected) : canonical) * scaling;
        var excess = Limit(scaled.norm().item<double>() / (limiter.IsRaw ? Math.Sqrt(correction2) / correction1 : 1));
        Scaling = (scaling / excess).DetachFromDisposeScope();
        var update = kind is ScalingKind.Fira ? basis.mm(direction) + (scaled / excess) : scaled / excess;
        return geometry.IsLeft ? update : update.t();
    }

    private (double First, double Second) Advance(Tensor projected)
    {
        _first ??= zeros_like(projected).DetachFromDisposeScope();
        _second ??= zeros_like(projected).DetachFromDisposeScope();
        _step++;
        _first.mul_(adam.Beta1).add_(projected, alpha: 1 - adam.Beta1);
        _second.mul_(adam.Beta2).addcmul_(projected, projected, value: 1 - adam.Beta2);
        return (1 - Math.Pow(adam.Beta1, _step), 1 - Math.Pow(adam.Beta2, _step));
    }

    private double Limit(double watched)
    {
        if (limiter.Gamma == 0)
        {
            return 1;
        }

        var excess = Previous == 0 ? 1 : Math.Max(watched / (Previous + 1e-8), limiter.Gamma) / limiter.Gamma;
        Previous = watched / excess;
        return excess;
    }
}
