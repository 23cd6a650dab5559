using AdaRank.Banks;
using AdaRank.Plugins.Steps.Flora;
using AdaRank.Plugins.Steps.Tests.Reference;
using AdaRank.Projection;
using AdaRank.State;
using AdaRank.Steps;
using static AdaRank.Plugins.Steps.Tests.Reference.Numbers;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.Flora;

public sealed class FloraStepTests
{
    public static TheoryData<int, int, string, FloraNormalizer, double, double> Situations()
    {
        var situations = new TheoryData<int, int, string, FloraNormalizer, double, double>();
        foreach (var (rows, columns, dtype) in Shapes.Select(shape => shape.Data))
        {
            situations.Add(rows, columns, dtype, FloraNormalizer.None, 1e-30, 1);
            situations.Add(rows, columns, dtype, FloraNormalizer.Adafactor, 1e-30, 0.25);

            // A guard as large as the squares, and a limit that is never reached.
            situations.Add(rows, columns, dtype, FloraNormalizer.Adafactor, 0.5, 100);
        }

        return situations;
    }

    [Theory]
    [MemberData(nameof(Situations))]
    public void Step_ManyTimes_FollowsTheFormula(int rows, int columns, string dtype, FloraNormalizer normalizer, double epsilon, double clip)
    {
        using var scope = NewDisposeScope();
        var options = new FloraOptions { Beta1 = 0.8, Normalizer = normalizer, Epsilon = epsilon, ClipThreshold = clip, Scale = 0.5 };
        var driver = new StepDriver(new FloraStep(options), rows, columns, dtype);
        var (weight, moment) = (driver.Start.clone(), zeros([2, Math.Max(rows, columns)], ScalarType.Float64));
        Tensor? row = null;
        Tensor? column = null;
        var clipped = 0;

        for (var step = 1; step <= 7; step++)
        {
            var scalars = new StepScalars(0.1 / step, 0.3);
            var gradient = driver.NewGradient(step, step is 5 ? 0.1 : 1 + (step % 3));
            var before = driver.Basis;
            driver.Take(gradient, scalars, step == 4 ? Normal(before.shape, seed: 40).mul(0.7) : null);
            var basis = driver.Basis;

            var normalized = gradient;
            if (normalizer is FloraNormalizer.Adafactor)
            {
                var decay = 1 - Math.Pow(step, -0.8);
                var squares = (gradient * gradient) + epsilon;
                row = row is null ? squares.mean([1], keepdim: true) : (row * decay) + (squares.mean([1], keepdim: true) * (1 - decay));
                column = column is null ? squares.mean([0], keepdim: true) : (column * decay) + (squares.mean([0], keepdim: true) * (1 - decay));
                normalized = gradient / (row / row.mean() * column).sqrt();
            }

            var update = (normalized * (1 - 0.8)) + (before.mm(moment) * 0.8);
            if (normalizer is FloraNormalizer.Adafactor)
            {
                var excess = Math.Sqrt(Item(update.square().mean())) / clip;
                clipped += excess > 1 ? 1 : 0;
                update /= Math.Max(1, excess);
            }

            weight = (weight * (1 - (scalars.LearningRate * 0.3))) - (update * 0.5 * scalars.LearningRate);
            moment = step == 4 ? basis.t().mm(before).mm(moment) : moment;
            moment = (moment * 0.8) + (basis.t().mm(normalized) * (1 - 0.8));

            AssertMovedAlike(driver, weight, dtype);
            AssertClose(moment, driver.State("m"), dtype);
            AssertClose(basis.t().mm(gradient).square().sum(), tensor(driver.ProjectedEnergy), dtype);
        }

        Assert.True(clip > 1 || normalizer is FloraNormalizer.None ? clipped == 0 : clipped is > 0 and < 7, $"Clipped {clipped} times.");
    }

    [Fact]
    public void Step_OtherExponent_DecaysTheSecondMomentByIt()
    {
        using var scope = NewDisposeScope();
        var driver = new StepDriver(new FloraStep(new FloraOptions { DecayExponent = -0.5, Epsilon = 1e-30 }), 4, 7, "fp64");
        var (first, second) = (driver.NewGradient(1), driver.NewGradient(2));

        driver.Take(first, new StepScalars(0.1, 0));
        driver.Take(second, new StepScalars(0.1, 0));

        var share = Math.Pow(2, -0.5);
        AssertClose((first.square().mean([1]) * (1 - share)) + (second.square().mean([1]) * share), driver.State("row").squeeze(), "fp64");
        AssertClose((first.square().mean([0]) * (1 - share)) + (second.square().mean([0]) * share), driver.State("col").squeeze(), "fp64");
    }

    [Fact]
    public void Update_ZeroGradient_StaysFinite()
    {
        using var scope = NewDisposeScope();
        var driver = new StepDriver(new FloraStep(new FloraOptions()), 7, 4, "fp32");

        driver.Take(zeros([4, 7], ScalarType.Float64), new StepScalars(0.1, 0));
        driver.Take(driver.NewGradient(1), new StepScalars(0.1, 0));

        Assert.True(driver.Weight.isfinite().all().item<bool>());
    }

    [Fact]
    public void State_ByNormalizer_IsCompressedMomentumAndFactors()
    {
        var plain = new FloraStep(new FloraOptions { Normalizer = FloraNormalizer.None, FirstMoment = StateEncoding.BFloat16 }).State;
        var factored = new FloraStep(new FloraOptions()).State;

        Assert.Equal(["m"], plain.Slots.Select(slot => slot.Name));
        Assert.Equal(StateEncoding.BFloat16, plain.Slots[0].Encoding);
        Assert.Equal(["m", "row", "col"], factored.Slots.Select(slot => slot.Name));

        // rL + d + L of method.md, section 9.
        Assert.Equal((128 * 1376) + 512 + 1376, factored.Elements(512, 1376, 128));
        Assert.All(factored.Slots.Skip(1), slot => Assert.Equal((StateRole.Carried, 0.0), (slot.Role, slot.Decay)));
    }

    [Fact]
    public void Needs_Always_AreWholeGradientsAndNothingOfTheBasis()
    {
        var step = new FloraStep(new FloraOptions());

        Assert.Equal(BasisTraits.None, ((ILowRankStep)step).Needs);
        Assert.Equal(GradientForms.Full, step.Accepts);
    }

    [Fact]
    public void Options_Untouched_AreThePapers()
    {
        var options = new FloraOptions();

        Assert.Equal(
            (0.9, FloraNormalizer.Adafactor, -0.8, 1e-30, 1.0, 1.0),
            (options.Beta1, options.Normalizer, options.DecayExponent, options.Epsilon, options.ClipThreshold, options.Scale));
    }

    [Fact]
    public void Constructor_OptionOutOfRange_NamesIt()
    {
        Refuse("beta1 is 1", new FloraOptions { Beta1 = 1 });
        Refuse("normalizer is 9", new FloraOptions { Normalizer = (FloraNormalizer)9 });
        Refuse("decay exponent is 0.1", new FloraOptions { DecayExponent = 0.1 });
        Refuse("decay exponent is NaN", new FloraOptions { DecayExponent = double.NaN });
        Refuse("epsilon is 0", new FloraOptions { Epsilon = 0 });
        Refuse("clip threshold is 0", new FloraOptions { ClipThreshold = 0 });
        Refuse("scale is 0", new FloraOptions { Scale = 0 });
        Refuse("first moment is 9", new FloraOptions { FirstMoment = (StateEncoding)9 });

        static void Refuse(string message, FloraOptions options) => Assert.StartsWith(
            message, Assert.Throws<InvalidSettingException>(() => new FloraStep(options)).Message, StringComparison.Ordinal);
    }
}
