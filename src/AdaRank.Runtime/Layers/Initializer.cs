using static TorchSharp.torch;

namespace AdaRank.Layers;

/// <summary>How the values of a new weight or buffer are chosen.</summary>
/// <remarks>
/// Random ones draw from torch's global generator, so that <c>manual_seed</c> repeats them. Two initializers with the same
/// settings are equal. In a weight of more than two axes the first counts outputs, the second inputs, and all others belong
/// to both, as in a convolution.
/// </remarks>
public abstract record Initializer
{
    private protected Initializer()
    {
    }

    /// <summary>All 0.</summary>
    public static Initializer Zeros { get; } = new ConstantValue(0);

    /// <summary>All 1.</summary>
    public static Initializer Ones { get; } = new ConstantValue(1);

    /// <summary>Uniform in ±√(6 / (inputs + outputs)). Needs two axes or more.</summary>
    /// <remarks>Glorot, Bengio 2010: keeps the variance of signals and gradients through linear layers.</remarks>
    public static Initializer XavierUniform { get; } = new FanUniform("Xavier", CountsOutputs: true);

    /// <summary>Uniform in ±√(6 / inputs). Needs two axes or more.</summary>
    /// <remarks>He et al. 2015: keeps the variance of signals through layers followed by a ReLU.</remarks>
    public static Initializer KaimingUniform { get; } = new FanUniform("Kaiming", CountsOutputs: false);

    /// <summary>Orthonormal rows, or columns if those are fewer; axes after the first count as one. Needs two axes or more.</summary>
    /// <remarks>Saxe et al. 2013: the Q of a QR decomposition of a normal matrix, with the signs that make it uniform.</remarks>
    public static Initializer Orthogonal { get; } = new OrthonormalMatrix();

    /// <summary>All the same.</summary>
    /// <param name="value">Any finite number.</param>
    /// <exception cref="InvalidSettingException">The value is not finite.</exception>
    public static Initializer Constant(double value) => double.IsFinite(value)
        ? new ConstantValue(value)
        : throw new InvalidSettingException("value of an initializer", value, "use a finite number");

    /// <summary>Normal with mean 0.</summary>
    /// <param name="deviation">Standard deviation, at least 0.</param>
    /// <exception cref="InvalidSettingException">The deviation is negative or not finite.</exception>
    public static Initializer Normal(double deviation) =>
        new NormalValues(Setting.AtLeast(0.0, deviation, "deviation of an initializer"));

    /// <summary>Uniform in [-bound, bound).</summary>
    /// <param name="bound">At least 0.</param>
    /// <exception cref="InvalidSettingException">The bound is negative or not finite.</exception>
    public static Initializer Uniform(double bound) =>
        new UniformValues(Setting.AtLeast(0.0, bound, "bound of an initializer"));

    /// <summary>Checks a shape, before any tensor is made.</summary>
    /// <exception cref="InvalidSettingException">A dimension is below 1, or this initializer needs more axes.</exception>
    internal void Check(ReadOnlySpan<long> shape)
    {
        foreach (var dimension in shape)
        {
            if (dimension < 1)
            {
                throw new InvalidSettingException("shape of a weight", Describe(shape), "use dimensions of 1 or more");
            }
        }

        if (shape.Length < LeastAxes)
        {
            throw new InvalidSettingException(
                $"shape of a weight with {Title} initialisation", Describe(shape), $"use {LeastAxes} axes or more, or another initializer");
        }
    }

    /// <summary>Overwrites a fp32 tensor on the CPU whose shape has passed <see cref="Check"/>. Called in a scope, without gradients.</summary>
    internal abstract void Fill(Tensor values);

    private protected virtual int LeastAxes => 0;

    private protected virtual string Title => "";

    /// <summary>A shape for people.</summary>
    internal static string Describe(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    private sealed record ConstantValue(double Value) : Initializer
    {
        internal override void Fill(Tensor values) => values.fill_(Value);
    }

    private sealed record NormalValues(double Deviation) : Initializer
    {
        internal override void Fill(Tensor values) => values.normal_(0, Deviation);
    }

    private sealed record UniformValues(double Bound) : Initializer
    {
        internal override void Fill(Tensor values) => values.uniform_(-Bound, Bound);
    }

    private sealed record FanUniform(string Name, bool CountsOutputs) : Initializer
    {
        private protected override int LeastAxes => 2;

        private protected override string Title => Name;

        internal override void Fill(Tensor values)
        {
            var shape = values.shape;
            var field = shape.AsSpan(2).ToArray().Aggregate(1L, (product, size) => product * size);
            var (inputs, outputs) = (shape[1] * field, CountsOutputs ? shape[0] * field : 0);
            var bound = Math.Sqrt(6.0 / (inputs + outputs));
            values.uniform_(-bound, bound);
        }
    }

    private sealed record OrthonormalMatrix : Initializer
    {
        private protected override int LeastAxes => 2;

        private protected override string Title => "orthogonal";

        internal override void Fill(Tensor values)
        {
            var matrix = values.flatten(1);
            var isWide = matrix.size(0) < matrix.size(1);
            var normal = randn(isWide ? [matrix.size(1), matrix.size(0)] : matrix.shape, ScalarType.Float64);
            var (q, r) = linalg.qr(normal);
            q = q * r.diagonal().sign();
            matrix.copy_(isWide ? q.t() : q);
        }
    }
}
