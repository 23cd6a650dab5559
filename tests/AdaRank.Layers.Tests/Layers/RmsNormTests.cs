using TorchSharp;

namespace AdaRank.Layers.Tests.Layers;

public sealed class RmsNormTests
{
    private const int Width = 5;
    private const double Epsilon = 1e-3;

    /// <summary>A few dozen roundings of fp64, relative to numbers of 1 and more.</summary>
    private const double Tolerance = 64 * 2.3e-16;

    [Fact]
    public void Forward_Double_MatchesPlainFormulaWithGradients()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(3);
        using var norm = new RmsNorm(Width, Epsilon);
        norm.to(torch.float64);
        using (torch.no_grad())
        {
            norm.Weight.copy_(torch.randn(Width, torch.float64));
        }

        var x = torch.randn(2, 3, Width, dtype: torch.float64, requires_grad: true);
        var outer = torch.randn(2, 3, Width, dtype: torch.float64);

        var y = norm.Forward(x);
        (y * outer).sum().backward();

        var expected = new Plain(Rows(x), Rows(outer), Row(norm.Weight));
        AssertClose(expected.Outputs, Rows(y));
        AssertClose(expected.InputGradients, Rows(x.grad!));
        AssertClose([expected.WeightGradient], [Row(norm.Weight.grad!)]);
    }

    [Fact]
    public void Forward_HalfPrecision_NormalisesInSinglePrecision()
    {
        using var scope = torch.NewDisposeScope();
        using var norm = new RmsNorm(4, epsilon: 0);
        norm.to(torch.float16);
        var squareOverflows = torch.full([1, 4], 300, torch.float16);

        var y = norm.Forward(squareOverflows);

        Assert.Equal(torch.ScalarType.Float16, y.dtype);
        Assert.All(y.to(torch.float32).data<float>(), value => Assert.Equal(1, value));
    }

    [Theory]
    [InlineData(0, 1e-5, "width of a norm is 0: use 1 or more.")]
    [InlineData(4, -1.0, "epsilon of a norm is -1: use a finite number of 0 or more.")]
    [InlineData(4, double.NaN, "epsilon of a norm is NaN: use a finite number of 0 or more.")]
    public void Constructor_SettingOutOfRange_IsRefusedByName(int width, double epsilon, string message)
    {
        var error = Assert.Throws<InvalidSettingException>(() => new RmsNorm(width, epsilon));

        Assert.Equal(message, error.Message);
    }

    private static double[] Row(torch.Tensor values) => values.detach().data<double>().ToArray();

    private static double[][] Rows(torch.Tensor values) => [.. Row(values).Chunk(Width)];

    private static void AssertClose(double[][] expected, double[][] actual)
    {
        var pairs = expected.SelectMany(row => row).Zip(actual.SelectMany(row => row));
        Assert.All(pairs, pair => Assert.Equal(pair.First, pair.Second, Tolerance * Math.Max(1, Math.Abs(pair.First))));
    }

    /// <summary>y = w · x · r with r = (mean(x²) + ε)^-½, and its gradients by hand.</summary>
    private sealed class Plain
    {
        public Plain(double[][] x, double[][] outer, double[] weight)
        {
            var scales = x.Select(row => 1 / Math.Sqrt(row.Sum(value => value * value) / Width + Epsilon)).ToArray();
            Outputs = [.. x.Select((row, n) => row.Select((value, i) => weight[i] * value * scales[n]).ToArray())];
            InputGradients =
            [
                .. x.Select((row, n) =>
                {
                    var along = row.Select((value, i) => outer[n][i] * weight[i] * value).Sum() / Width;
                    return row.Select((value, i) => scales[n] * (outer[n][i] * weight[i] - value * scales[n] * scales[n] * along)).ToArray();
                }),
            ];
            WeightGradient = [.. weight.Select((_, i) => x.Select((row, n) => outer[n][i] * row[i] * scales[n]).Sum())];
        }

        public double[][] Outputs { get; }

        public double[][] InputGradients { get; }

        public double[] WeightGradient { get; }
    }
}
