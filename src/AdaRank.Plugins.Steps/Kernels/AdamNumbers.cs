using System.Numerics;
using System.Runtime.CompilerServices;

namespace AdaRank.Plugins.Steps.Kernels;

/// <summary>The numbers of one Adam step in the type of its tensors, and the recursion for one number or a vector of them.</summary>
/// <remarks>
/// Both give the same bits: the same operations in the same order, none of them fused. So what becomes of a number does not
/// depend on where it lies.
/// </remarks>
/// <typeparam name="T">fp32 or fp64.</typeparam>
internal readonly struct AdamNumbers<T>
    where T : unmanaged, IRootFunctions<T>
{
    private readonly T _beta1;
    private readonly T _share1;
    private readonly T _beta2;
    private readonly T _share2;
    private readonly T _inverse1;
    private readonly T _inverse2;
    private readonly T _epsilon;
    private readonly T _factor;

    /// <summary>Rounds them, once each.</summary>
    /// <param name="beta1">b1.</param>
    /// <param name="beta2">b2.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="correction1">c1.</param>
    /// <param name="correction2">c2.</param>
    /// <param name="factor">What the direction is multiplied by.</param>
    public AdamNumbers(double beta1, double beta2, double epsilon, double correction1, double correction2, double factor)
    {
        (_beta1, _share1) = (T.CreateSaturating(beta1), T.CreateSaturating(1 - beta1));
        (_beta2, _share2) = (T.CreateSaturating(beta2), T.CreateSaturating(1 - beta2));
        (_inverse1, _inverse2) = (T.CreateSaturating(1 / correction1), T.CreateSaturating(1 / correction2));
        (_epsilon, _factor) = (T.CreateSaturating(epsilon), T.CreateSaturating(factor));
    }

    /// <summary>Takes gradients into the moments; returns factor · M̂ / (√V̂ + ε) (eq. 4.1 to 4.4).</summary>
    /// <param name="gradient">G.</param>
    /// <param name="first">M.</param>
    /// <param name="second">V.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Advance(T gradient, ref T first, ref T second)
    {
        first = (first * _beta1) + (gradient * _share1);

        // In this order a gradient whose square overflows may still have a second moment.
        second = (second * _beta2) + (gradient * _share2 * gradient);
        return first * _inverse1 / (T.Sqrt(second * _inverse2) + _epsilon) * _factor;
    }

    /// <inheritdoc cref="Advance(T, ref T, ref T)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Advance(Vector<T> gradient, ref Vector<T> first, ref Vector<T> second)
    {
        first = (first * _beta1) + (gradient * _share1);
        second = (second * _beta2) + (gradient * _share2 * gradient);
        return first * _inverse1 / (Vector.SquareRoot(second * _inverse2) + new Vector<T>(_epsilon)) * _factor;
    }
}
