using AdaRank.Banks;
using AdaRank.Plugins.Steps.LDAdam;
using AdaRank.Plugins.Steps.Tests.Reference;
using AdaRank.Projection;
using AdaRank.State;
using AdaRank.Steps;
using static AdaRank.Plugins.Steps.Tests.Reference.Numbers;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.LDAdam;

public sealed class LDAdamStepTests
{
    [Theory]
    [MemberData(nameof(Shapes), MemberType = typeof(Numbers))]
    public void Step_BasisChangesNowAndThen_FollowsTheFormula(int rows, int columns, string dtype)
    {
        using var scope = NewDisposeScope();
        var options = new LDAdamOptions { Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-9, Scale = 0.5 };
        var driver = new StepDriver(new LDAdamStep(options), rows, columns, dtype);
        var (adam, weight) = (new AdamFormula(0.8, 0.95, 1e-9), driver.Start.clone());
        var error = zeros_like(driver.NewGradient(1));

        for (var step = 1; step <= 6; step++)
        {
            var scalars = new StepScalars(0.1 / step, 0.3);
            var gradient = driver.NewGradient(step);
            var before = driver.Basis;
            var isRefresh = step is 2 or 3 or 5;
            driver.Take(gradient, scalars, isRefresh ? driver.NewBasis((ulong)(40 + step)) : null);
            var basis = driver.Basis;
            var compensated = gradient + error;
            var lostMomentum = zeros_like(error);
            if (isRefresh)
            {
                var old = before.mm(adam.First!);
                adam.Turn(basis.t().mm(before));
                lostMomentum = (old - basis.mm(adam.First!)) * (0.8 / (1 - 0.8));
            }

            var projected = basis.t().mm(compensated);
            var direction = adam.Direction(projected, step);
            error = compensated - basis.mm(projected) + lostMomentum;
            weight = (weight * (1 - (scalars.LearningRate * 0.3))) - (basis.mm(direction) * 0.5 * scalars.LearningRate);

            AssertMovedAlike(driver, weight, dtype);
            AssertClose(error, driver.State("e"), dtype);
            AssertClose(projected.square().sum(), tensor(driver.ProjectedEnergy), dtype);
        }
    }

    [Fact]
    public void Step_NoErrorFeedback_KeepsNoBufferAndSeesTheGradientItself()
    {
        using var scope = NewDisposeScope();
        var driver = new StepDriver(new LDAdamStep(new LDAdamOptions { ErrorFeedback = false, Beta1 = 0.8, Beta2 = 0.95 }), 7, 4, "fp64");
        var (adam, weight) = (new AdamFormula(0.8, 0.95, 1e-8), driver.Start.clone());

        for (var step = 1; step <= 4; step++)
        {
            var before = driver.Basis;
            var seen = driver.Take(driver.NewGradient(step), new StepScalars(0.1, 0), driver.NewBasis((ulong)(40 + step)));
            var basis = driver.Basis;
            if (step > 1)
            {
                adam.Turn(basis.t().mm(before));
            }

            Assert.True(seen.eq(driver.NewGradient(step)).all().item<bool>());
            weight -= basis.mm(adam.Direction(basis.t().mm(seen), step)) * 0.1;
        }

        Assert.False(driver.Keeps("e"));
        AssertMovedAlike(driver, weight, "fp64");
    }

    [Theory]
    [InlineData(true, 7, 4)]
    [InlineData(true, 4, 7)]
    [InlineData(false, 7, 4)]
    public void Compensate_Disposed_LeavesGradientAndState(bool hasFeedback, int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var step = new LDAdamStep(new LDAdamOptions { ErrorFeedback = hasFeedback });
        var shape = new BankShape(rows, columns, ScalarType.Float64);
        var (gradient, error) = (ones([rows, columns], ScalarType.Float64), full([4, 7], 2.0, ScalarType.Float64));
        var state = new[] { zeros([2, 7]), zeros([2, 7]), error };

        var compensated = step.Compensate(shape, gradient, state);
        var first = compensated[0, 0].item<double>();
        compensated.Dispose();

        Assert.Equal(hasFeedback ? 3 : 1, first);
        Assert.Equal(rows * columns, Item(gradient.sum()));
        Assert.Equal(56, Item(error.sum()));
    }

    [Fact]
    public void State_Always_HasTheErrorCarriedOverRefreshes()
    {
        var slot = new LDAdamStep(new LDAdamOptions { FirstMoment = StateEncoding.BFloat16, SecondMoment = StateEncoding.Blockwise8Bit }).State.Slots;

        Assert.Equal(["m", "v", "e"], slot.Select(found => found.Name));
        Assert.Equal((StateRole.Carried, StateDimension.ShortSide, StateDimension.LongSide), (slot[2].Role, slot[2].Rows, slot[2].Columns));
        Assert.Equal(
            [StateEncoding.BFloat16, StateEncoding.Blockwise8Bit, StateEncoding.Full], slot.Select(found => found.Encoding));
        Assert.Equal([0.908, 0.99, 0], slot.Select(found => found.Decay));
    }

    [Fact]
    public void Options_Untouched_AreThePapers()
    {
        var options = new LDAdamOptions();

        Assert.Equal((0.908, 0.99, 1e-8, 1.0, true), (options.Beta1, options.Beta2, options.Epsilon, options.Scale, options.ErrorFeedback));
    }

    [Fact]
    public void Needs_Always_AreWholeGradientsAndNothingOfTheBasis()
    {
        var step = new LDAdamStep(new LDAdamOptions());

        Assert.Equal(BasisTraits.None, ((ILowRankStep)step).Needs);
        Assert.Equal(GradientForms.Full, step.Accepts);
    }

    [Fact]
    public void Constructor_OptionOutOfRange_NamesIt()
    {
        Refuse("beta1 is 1", new LDAdamOptions { Beta1 = 1 });
        Refuse("beta2 is -0.1", new LDAdamOptions { Beta2 = -0.1 });
        Refuse("epsilon is 0", new LDAdamOptions { Epsilon = 0 });
        Refuse("scale is 0", new LDAdamOptions { Scale = 0 });
        Refuse("first moment is 9", new LDAdamOptions { FirstMoment = (StateEncoding)9 });
        Refuse("second moment is 9", new LDAdamOptions { SecondMoment = (StateEncoding)9 });

        static void Refuse(string message, LDAdamOptions options) => Assert.StartsWith(
            message, Assert.Throws<InvalidSettingException>(() => new LDAdamStep(options)).Message, StringComparison.Ordinal);
    }
}
