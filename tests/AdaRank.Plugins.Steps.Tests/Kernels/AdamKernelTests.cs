using System.Numerics;
using AdaRank.Plugins.Steps.Kernels;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.Kernels;

/// <summary>The kernels beside the formula, number by number, and beside the tensor operations that they replace.</summary>
public sealed class AdamKernelTests
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.99;
    private const double Epsilon = 1e-8;

    /// <summary>Roundings of an entry: five of each moment and direction, and two of the weight.</summary>
    private const int Roundings = 16;

    public static TheoryData<int> Lengths => [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 63, 65, 1001];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Direction_AnyLength_FollowsTheFormula(int length)
    {
        Check<double>(length, Math.Pow(2, -52));
        Check<float>(length, Math.Pow(2, -23));

        static void Check<T>(int length, double precision)
            where T : unmanaged, IRootFunctions<T>
        {
            var (g, m, v) = Inputs<T>(length);
            var (newM, newV, n) = ((T[])m.Clone(), (T[])v.Clone(), new T[length]);

            AdamKernel.Direction<T>(g, newM, newV, n, Numbers<T>(step: 3, factor: -0.5));

            for (var index = 0; index < length; index++)
            {
                var (expectedM, expectedV, expectedN) = Formula(
                    double.CreateChecked(g[index]), double.CreateChecked(m[index]), double.CreateChecked(v[index]), 3);
                var scale = Math.Abs(Beta1 * double.CreateChecked(m[index])) + Math.Abs((1 - Beta1) * double.CreateChecked(g[index]));
                Assert.Equal(expectedM, double.CreateChecked(newM[index]), Roundings * precision * scale);
                Assert.Equal(expectedV, double.CreateChecked(newV[index]), Roundings * precision * expectedV);
                Assert.Equal(
                    -0.5 * expectedN,
                    double.CreateChecked(n[index]),
                    Roundings * precision * Math.Max(Math.Abs(expectedN), scale / Math.Sqrt(expectedV)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Update_AnyLength_IsDecayAndDirection(int length)
    {
        Check<double>(length);
        Check<float>(length);

        static void Check<T>(int length)
            where T : unmanaged, IRootFunctions<T>
        {
            var (g, m, v) = Inputs<T>(length);
            var (otherM, otherV, n) = ((T[])m.Clone(), (T[])v.Clone(), new T[length]);
            var (weight, before) = ((T[])g.Clone(), (T[])g.Clone());
            var (numbers, keep) = (Numbers<T>(step: 2, factor: -0.01), T.CreateChecked(0.75));

            AdamKernel.Update<T>(weight, g, m, v, numbers, keep);
            AdamKernel.Direction<T>(g, otherM, otherV, n, numbers);

            Assert.Equal(otherM, m);
            Assert.Equal(otherV, v);
            Assert.Equal(n.Zip(before, (direction, old) => (old * keep) + direction), weight);
        }
    }

    [Fact]
    public void Direction_NumberAnywhere_BecomesTheSameBits()
    {
        const int Length = 67;
        Check<double>();
        Check<float>();

        static void Check<T>()
            where T : unmanaged, IRootFunctions<T>
        {
            var (g, m, v) = Inputs<T>(Length);
            var (aloneM, aloneV, alone) = ((T[])m.Clone(), (T[])v.Clone(), new T[Length]);
            var (n, numbers) = (new T[Length], Numbers<T>(step: 4, factor: 1));

            AdamKernel.Direction<T>(g, m, v, n, numbers);
            for (var index = 0; index < Length; index++)
            {
                var one = index..(index + 1);
                AdamKernel.Direction<T>(g.AsSpan(one), aloneM.AsSpan(one), aloneV.AsSpan(one), alone.AsSpan(one), numbers);
            }

            Assert.Equal(alone, n);
            Assert.Equal(aloneM, m);
            Assert.Equal(aloneV, v);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1e-40)]
    [InlineData(1e-30)]
    [InlineData(1e-22)]
    [InlineData(1e-15)]
    [InlineData(1e12)]
    [InlineData(1e18)]
    [InlineData(1e20)]
    [InlineData(1e30)]
    public void Direction_ZeroTinyAndHuge_IsThatOfTheTensorOperations(double size)
    {
        using var scope = NewDisposeScope();
        var adam = new AdamMath(new AdamOptions { Beta1 = Beta1, Beta2 = Beta2, Epsilon = Epsilon });
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            var gradient = linspace(-1, 1, 37, ScalarType.Float64).mul(size).to(dtype);
            Tensor[] fused = [zeros_like(gradient), zeros_like(gradient)];
            Tensor[] plain = [zeros_like(gradient), zeros_like(gradient)];
            for (var step = 1; step <= 3; step++)
            {
                var actual = adam.Direction(gradient, fused[0], fused[1], step);
                var expected = adam.DirectionByTensors(gradient, plain[0], plain[1], step);

                // Of numbers below the normal ones only so many bits are left as there are.
                var (relative, absolute) = dtype is ScalarType.Float32 ? (1e-6, 1e-30) : (1e-15, 1e-300);
                Assert.True(isfinite(actual).all().item<bool>(), $"{dtype}, step {step}");
                Assert.True(actual.allclose(expected, 4 * relative, absolute), $"{dtype}, step {step}");
                Assert.True(fused[0].allclose(plain[0], 4 * relative, absolute));
                Assert.True(fused[1].allclose(plain[1], 4 * relative, absolute));
            }
        }
    }

    [Fact]
    public void Direction_SecondMomentBelowTheNormalNumbers_KeepsItsBits()
    {
        float[] gradient = [0, 0], first = [1e-20f, -1e-20f], second = [1.4e-43f, 1.4e-43f], direction = [0, 0];

        AdamKernel.Direction<float>(gradient, first, second, direction, Numbers<float>(step: 1000, factor: 1));

        // 100 and then 99 times the smallest number that there is.
        Assert.Equal([99 * float.Epsilon, 99 * float.Epsilon], second);
        Assert.Equal(9e-13f, direction[0], 1e-18f);
        Assert.Equal(-direction[0], direction[1]);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Direction_AnyNumberOfThreads_HasTheSameBits(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(6);
        var adam = new AdamMath(new AdamOptions());
        var gradient = randn(100_003, dtype, generator: generator);
        var expected = Taken(1);

        foreach (var threads in new[] { 2, 5 })
        {
            foreach (var (one, other) in expected.Zip(Taken(threads)))
            {
                Assert.True(one.eq(other).all().item<bool>());
            }
        }

        Tensor[] Taken(int threads)
        {
            using var _ = new Threads(threads);
            Tensor[] state = [zeros_like(gradient), zeros_like(gradient)];
            adam.Direction(gradient, state[0], state[1], 1);
            return [adam.Direction(gradient, state[0], state[1], 2), .. state];
        }
    }

    private static AdamNumbers<T> Numbers<T>(long step, double factor)
        where T : unmanaged, IRootFunctions<T> =>
        new(Beta1, Beta2, Epsilon, 1 - Math.Pow(Beta1, step), 1 - Math.Pow(Beta2, step), factor);

    /// <summary>Equations 4.1 to 4.4.</summary>
    private static (double M, double V, double N) Formula(double gradient, double first, double second, long step)
    {
        var m = (Beta1 * first) + ((1 - Beta1) * gradient);
        var v = (Beta2 * second) + ((1 - Beta2) * gradient * gradient);
        return (m, v, m / (1 - Math.Pow(Beta1, step)) / (Math.Sqrt(v / (1 - Math.Pow(Beta2, step))) + Epsilon));
    }

    private static (T[] Gradient, T[] First, T[] Second) Inputs<T>(int length)
        where T : unmanaged, IRootFunctions<T>
    {
        var random = new Random(length);
        return (Draw(-1), Draw(-1), Draw(0));

        T[] Draw(double lowest) => [.. Enumerable.Range(0, length).Select(_ => T.CreateChecked(lowest + (random.NextDouble() * (1 - lowest)) + 1e-3))];
    }
}
