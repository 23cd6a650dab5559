using AdaRank.Plugins.Steps.Tests.Reference;
using static AdaRank.Plugins.Steps.Tests.Reference.Numbers;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests;

/// <summary>The recursion by the kernel, and by tensor operations where numbers do not lie one after the other.</summary>
public sealed class AdamMathTests
{
    private const double Beta1 = 0.8;
    private const double Beta2 = 0.95;
    private const double Epsilon = 1e-9;
    private const long Step = 3;
    private const double Factor = -0.25;

    private const string Gradient = "gradient";
    private const string First = "first";
    private const string Second = "second";

    /// <summary>Which of the three lies column after column.</summary>
    public static MatrixTheoryData<string, string> Layouts => new(["fp32", "fp64"], ["none", Gradient, First, Second]);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Direction_AnyLayout_FollowsTheFormula(string dtype, string turned)
    {
        using var scope = NewDisposeScope();
        var (gradient, first, second) = Inputs(dtype, turned);
        var before = gradient.clone();
        var formula = new AdamFormula(Beta1, Beta2, Epsilon) { First = StartOfFirst(), Second = StartOfSecond() };

        var direction = Math().Direction(gradient, first, second, Step);

        AssertClose(formula.Direction(StartOfGradient(), Step), direction, dtype);
        AssertClose(formula.First!, first, dtype);
        AssertClose(formula.Second!, second, dtype);
        Assert.True(gradient.eq(before).all().item<bool>());
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Turn_AnyLayout_WritesTheDirectionTimesItsFactorOverTheGradient(string dtype, string turned)
    {
        using var scope = NewDisposeScope();
        var (gradient, first, second) = Inputs(dtype, turned);
        var formula = new AdamFormula(Beta1, Beta2, Epsilon) { First = StartOfFirst(), Second = StartOfSecond() };

        Math().Turn(gradient, first, second, Step, Factor);

        AssertClose(formula.Direction(StartOfGradient(), Step) * Factor, gradient, dtype);
        AssertClose(formula.First!, first, dtype);
        AssertClose(formula.Second!, second, dtype);
    }

    private static AdamMath Math() => new(new AdamOptions { Beta1 = Beta1, Beta2 = Beta2, Epsilon = Epsilon });

    private static Tensor StartOfGradient() => Normal([5, 3], seed: 1);

    private static Tensor StartOfFirst() => Normal([5, 3], seed: 2);

    private static Tensor StartOfSecond() => Normal([5, 3], seed: 3).square().to(ScalarType.Float32).to(ScalarType.Float64);

    private static (Tensor Gradient, Tensor First, Tensor Second) Inputs(string dtype, string turned)
    {
        return (Laid(StartOfGradient(), Gradient), Laid(StartOfFirst(), First), Laid(StartOfSecond(), Second));

        Tensor Laid(Tensor start, string name)
        {
            var tensor = start.to(dtype is "fp32" ? ScalarType.Float32 : ScalarType.Float64);
            return name == turned ? tensor.t().contiguous().t() : tensor.contiguous();
        }
    }
}
