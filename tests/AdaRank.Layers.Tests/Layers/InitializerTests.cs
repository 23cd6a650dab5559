using TorchSharp;

namespace AdaRank.Layers.Tests.Layers;

public sealed class InitializerTests
{
    private const int Rows = 120;
    private const int Columns = 80;

    public static TheoryData<Initializer, double> Uniforms => new()
    {
        { Initializer.Uniform(0.5), 0.5 },
        { Initializer.XavierUniform, Math.Sqrt(6.0 / (Rows + Columns)) },
        { Initializer.KaimingUniform, Math.Sqrt(6.0 / Columns) },
    };

    public static TheoryData<Initializer> NeedMatrices =>
        [Initializer.XavierUniform, Initializer.KaimingUniform, Initializer.Orthogonal];

    [Fact]
    public void Constants_FillEverything()
    {
        using var scope = torch.NewDisposeScope();

        Assert.Equal([0f, 0f], Values(Initializer.Zeros, 2));
        Assert.Equal([1f, 1f], Values(Initializer.Ones, 2));
        Assert.Equal([-2.5f, -2.5f], Values(Initializer.Constant(-2.5), 2));
        Assert.Equal(Initializer.Ones, Initializer.Constant(1));
        Assert.NotEqual(Initializer.Normal(1), Initializer.Normal(2));
    }

    [Theory]
    [MemberData(nameof(Uniforms), DisableDiscoveryEnumeration = true)]
    public void Uniform_Matrix_FillsExactlyItsRange(Initializer initializer, double bound)
    {
        torch.manual_seed(8);

        var values = Values(initializer, Rows, Columns);

        // The largest of n uniform draws lies 1/n below the bound on average.
        Assert.InRange(values.Max(), bound * (1 - (40.0 / values.Length)), bound * (1 + 1e-6));
        Assert.InRange(values.Min(), -bound * (1 + 1e-6), -bound * (1 - (40.0 / values.Length)));
        Assert.Equal(0, values.Average(), 4 * bound / Math.Sqrt(3.0 * values.Length));
    }

    [Fact]
    public void XavierUniform_Convolution_CountsItsWindow()
    {
        torch.manual_seed(8);

        var values = Values(Initializer.XavierUniform, 10, 20, 3, 4);

        var bound = Math.Sqrt(6.0 / ((10 + 20) * 12));
        Assert.InRange(values.Max(), bound * 0.95, bound * (1 + 1e-6));
    }

    [Fact]
    public void Normal_SameSeed_RepeatsItsDraw()
    {
        torch.manual_seed(9);
        var first = Values(Initializer.Normal(3), 100, 100);
        torch.manual_seed(9);

        var second = Values(Initializer.Normal(3), 100, 100);

        Assert.Equal(first, second);
        Assert.Equal(3, Math.Sqrt(first.Average(value => value * value)), 3 * 4 / Math.Sqrt(2 * 10000));
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(3, 5)]
    [InlineData(4, 4)]
    public void Orthogonal_Matrix_HasOrthonormalRowsOrColumns(int rows, int columns)
    {
        using var scope = torch.NewDisposeScope();
        using var weight = new FreeWeight(Initializer.Orthogonal, rows, columns).Weight;

        var w = weight.to(torch.float64);
        var gram = rows <= columns ? w.matmul(w.t()) : w.t().matmul(w);

        // Rounded to fp32: half a unit in the last place of each element, twice over a sum of at most five.
        Assert.True(torch.allclose(torch.eye(Math.Min(rows, columns), dtype: torch.float64), gram, 0, 8 * 5 * 6e-8));
    }

    [Fact]
    public void Orthogonal_Convolution_CountsAllAxesButTheFirstAsOne()
    {
        using var scope = torch.NewDisposeScope();
        using var weight = new FreeWeight(Initializer.Orthogonal, 3, 2, 2).Weight;

        var rows = weight.flatten(1);

        Assert.True(torch.allclose(torch.eye(3), rows.matmul(rows.t()), 0, 1e-6));
    }

    [Theory]
    [MemberData(nameof(NeedMatrices), DisableDiscoveryEnumeration = true)]
    public void Initializer_VectorWhereAMatrixIsNeeded_IsRefused(Initializer initializer)
    {
        var before = LiveTensors.Count;

        var error = Assert.Throws<InvalidSettingException>(() => new FreeWeight(initializer, 4));

        Assert.Contains("use 2 axes or more, or another initializer", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, LiveTensors.Count);
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(double.PositiveInfinity)]
    public void Factories_SettingOutOfRange_AreRefusedByName(double value)
    {
        Assert.Equal("deviation of an initializer", Assert.Throws<InvalidSettingException>(() => Initializer.Normal(value)).Setting);
        Assert.Equal("bound of an initializer", Assert.Throws<InvalidSettingException>(() => Initializer.Uniform(value)).Setting);
        Assert.Equal(
            "value of an initializer", Assert.Throws<InvalidSettingException>(() => Initializer.Constant(double.NaN)).Setting);
    }

    private static float[] Values(Initializer initializer, params long[] shape)
    {
        using var weight = new FreeWeight(initializer, shape).Weight;
        return weight.detach().data<float>().ToArray();
    }
}
