using AdaRank.Strategies.Tests.Combinations;
using CsCheck;
using static TorchSharp.torch;

namespace AdaRank.Strategies.Tests.Properties;

/// <summary>A gradient with NaN or Inf leaves weight and state as they were, bit for bit, and later steps know nothing of it.</summary>
public sealed class NonFiniteGradientTests
{
    private const int Cases = 20;

    private static readonly Gen<double> NotFinite = Gen.OneOfConst(double.NaN, double.PositiveInfinity, double.NegativeInfinity);

    public static TheoryData<string> AllProfiles => [.. Settings.AllProfiles];

    [Theory]
    [MemberData(nameof(AllProfiles))]
    public void Step_GradientNotFinite_ChangesNothing(string profile) => Property.Holds(
        Gen.Select(RunCase.Any, NotFinite, Gen.Int[0, 999], Gen.Int[0, 7]), Cases, sample =>
        {
            var (run, value, place, when) = sample;
            var gradients = run.Gradients();
            using var disturbed = new TrainedMatrix(run.Start(), ProfileSettings.Of(profile, run));
            using var calm = new TrainedMatrix(run.Start(), ProfileSettings.Of(profile, run));
            for (var step = 0; step < gradients.Count; step++)
            {
                // Before one of the steps, the first one among them: there is no state yet then.
                if (step == when % gradients.Count)
                {
                    AssertSkips(disturbed, Spoil(gradients[step], place, value));
                }

                disturbed.Step(gradients[step]);
                calm.Step(gradients[step]);

                // State of full-rank steps cannot be seen from here, but the weights that come of it can.
                Closeness.AssertSameBits(calm.Bits(), disturbed.Bits(), "The run with a skipped step");
            }
        });

    private static void AssertSkips(TrainedMatrix matrix, Tensor gradient)
    {
        var (bits, bytes) = (matrix.Bits(), matrix.Optimizer.MeasureState());
        var reports = matrix.Optimizer.Matrices;

        var summary = matrix.Step(gradient);

        Assert.Equal(1, summary.Skipped);
        Assert.Equal(0, summary.Refreshed);
        Closeness.AssertSameBits(bits, matrix.Bits(), "The skipped step");
        Assert.Equal(bytes, matrix.Optimizer.MeasureState());
        Assert.Equal(reports.Select(static report => report with { Skips = report.Skips + 1 }), matrix.Optimizer.Matrices);
    }

    private static Tensor Spoil(Tensor gradient, int place, double value)
    {
        var spoiled = gradient.clone();
        spoiled.view(-1)[place % spoiled.numel()] = value;
        return spoiled;
    }
}
