using System.Globalization;
using AdaRank.Banks;
using AdaRank.Plugins.Steps.Apollo;
using AdaRank.Plugins.Steps.Fira;
using AdaRank.Plugins.Steps.Flora;
using AdaRank.Plugins.Steps.Frugal;
using AdaRank.Plugins.Steps.LDAdam;
using AdaRank.Plugins.Steps.LowRankAdam;
using AdaRank.Plugins.Steps.Sumo;
using AdaRank.State;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests;

/// <summary>Whether a step makes temporaries of the gradient's size, as docs/low-rank-steps.md says of each.</summary>
public sealed class PeakMemoryTests
{
    private const int ShortSide = 2048;
    private const int LongSide = 8192;
    private const int Rank = 8;

    /// <summary>Beyond 32 MiB the allocator maps every block and gives it back, so that a peak shows it.</summary>
    private const double MatrixBytes = 4.0 * ShortSide * LongSide;

    private const string ResetPeak = "/proc/self/clear_refs";

    public static TheoryData<string, ILowRankStep, int> Steps => new()
    {
        { "adam", new LowRankAdamStep(new LowRankAdamOptions()), 0 },
        { "fira", new FiraStep(new FiraOptions()), 0 },
        { "apollo", new ApolloStep(new ApolloOptions()), 0 },
        { "apollo, tensor", new ApolloStep(new ApolloOptions { Granularity = ApolloGranularity.Tensor }), 0 },
        { "ldadam", new LDAdamStep(new LDAdamOptions()), 0 },
        { "flora", new FloraStep(new FloraOptions { Normalizer = FloraNormalizer.None }), 0 },
        { "flora, adafactor", new FloraStep(new FloraOptions()), 1 },
        { "frugal, residual", new FrugalStep(new FrugalOptions { FreePart = FrugalFreePart.Residual }), 0 },
        { "frugal, sign", new FrugalStep(new FrugalOptions()), 1 },
        { "sumo", new SumoStep(new SumoOptions { PerpendicularScale = 0.1 }), 0 },
    };

    [Theory]
    [MemberData(nameof(Steps), DisableDiscoveryEnumeration = true)]
    public void Step_LargeMatrix_TakesTheFullSizeTemporariesThatItSays(string what, ILowRankStep step, int temporaries)
    {
        Assert.SkipUnless(File.Exists(ResetPeak), "This system does not tell the peak of a part of a run.");
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (rows, columns) in new[] { (ShortSide, LongSide), (LongSide, ShortSide) })
        {
            var shape = new BankShape(rows, columns, ScalarType.Float32);
            var (weight, gradient) = (ones([rows, columns]), ones([rows, columns]));
            var (basis, state) = (eye(ShortSide, Rank), step.State.Slots.Select(NewState).ToList());

            // The first step lets the libraries allocate what they keep.
            Take(1);
            File.WriteAllText(ResetPeak, "5");
            var before = PeakBytes();
            Take(2);
            var taken = (PeakBytes() - before) / MatrixBytes;

            Assert.True(Math.Abs(taken - temporaries) < 0.5, string.Create(CultureInfo.InvariantCulture, $"{what}: {taken:F2} of the gradient's size"));

            void Take(long number)
            {
                using var inner = NewDisposeScope();
                var member = new BucketMember("weight", weight, basis, state, number) { SubspaceStep = number };
                var (bucket, gradients) = (new BucketView(shape, Rank, [member]), new GradientView.Full(shape, [gradient]));
                (step as IEarlyUpdateStep)?.Update(bucket, gradients, new StepScalars(0.1, 0.1));
                step.Step(bucket, gradients, new StepScalars(0.1, 0.1), zeros([1], ScalarType.Float64));
            }
        }
    }

    private static Tensor NewState(StateSlot slot) => zeros(
        [StateSlot.Length(slot.Rows, ShortSide, LongSide, Rank), StateSlot.Length(slot.Columns, ShortSide, LongSide, Rank)]);

    private static double PeakBytes()
    {
        var line = File.ReadLines("/proc/self/status").First(found => found.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
