using System.Numerics;
using System.Runtime.InteropServices;

namespace AdaRank.Plugins.Steps.Kernels;

/// <summary>Adam in one pass over memory: each number is read once and written once.</summary>
internal static class AdamKernel
{
    /// <summary>Takes gradients into the moments and writes the direction.</summary>
    /// <typeparam name="T">fp32 or fp64.</typeparam>
    /// <param name="gradient">G. May be the direction itself.</param>
    /// <param name="first">M, updated; as long as the gradient, as all others are.</param>
    /// <param name="second">V, updated.</param>
    /// <param name="direction">Receives factor · N.</param>
    /// <param name="numbers">The numbers of this step.</param>
    public static void Direction<T>(
        ReadOnlySpan<T> gradient, Span<T> first, Span<T> second, Span<T> direction, in AdamNumbers<T> numbers)
        where T : unmanaged, IRootFunctions<T>
    {
        var step = numbers;
        var g = MemoryMarshal.Cast<T, Vector<T>>(gradient);
        var m = MemoryMarshal.Cast<T, Vector<T>>(first)[..g.Length];
        var v = MemoryMarshal.Cast<T, Vector<T>>(second)[..g.Length];
        var n = MemoryMarshal.Cast<T, Vector<T>>(direction)[..g.Length];
        for (var index = 0; index < g.Length; index++)
        {
            n[index] = step.Advance(g[index], ref m[index], ref v[index]);
        }

        for (var index = g.Length * Vector<T>.Count; index < gradient.Length; index++)
        {
            direction[index] = step.Advance(gradient[index], ref first[index], ref second[index]);
        }
    }

    /// <summary>Takes gradients into the moments and moves the weights: W ← keep · W + factor · N.</summary>
    /// <typeparam name="T">fp32 or fp64.</typeparam>
    /// <param name="weight">W, updated; as long as the gradient, as all others are.</param>
    /// <param name="gradient">G.</param>
    /// <param name="first">M, updated.</param>
    /// <param name="second">V, updated.</param>
    /// <param name="numbers">The numbers of this step; their factor is -lr.</param>
    /// <param name="keep">1 - lr wd.</param>
    public static void Update<T>(
        Span<T> weight, ReadOnlySpan<T> gradient, Span<T> first, Span<T> second, in AdamNumbers<T> numbers, T keep)
        where T : unmanaged, IRootFunctions<T>
    {
        var step = numbers;
        var g = MemoryMarshal.Cast<T, Vector<T>>(gradient);
        var w = MemoryMarshal.Cast<T, Vector<T>>(weight)[..g.Length];
        var m = MemoryMarshal.Cast<T, Vector<T>>(first)[..g.Length];
        var v = MemoryMarshal.Cast<T, Vector<T>>(second)[..g.Length];
        for (var index = 0; index < g.Length; index++)
        {
            w[index] = (w[index] * keep) + step.Advance(g[index], ref m[index], ref v[index]);
        }

        for (var index = g.Length * Vector<T>.Count; index < gradient.Length; index++)
        {
            weight[index] = (weight[index] * keep) + step.Advance(gradient[index], ref first[index], ref second[index]);
        }
    }
}
