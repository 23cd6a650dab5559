using AdaRank.Composition;
using AdaRank.Strategies.Tests.Combinations;
using TorchSharp;

namespace AdaRank.Strategies.Tests.Properties;

/// <summary>State takes what method.md, section 9 says, before the first step, after any number of steps, and nothing beside it grows.</summary>
public sealed class StateBytesTests
{
    private const int Cases = 25;
    private const int BlockSize = 256;

    public static TheoryData<string> AllProfiles => [.. Settings.AllProfiles];

    [Theory]
    [MemberData(nameof(AllProfiles))]
    public void MeasureState_AfterEachStep_IsTheFormulaAndWhatIsAllocated(string profile) => Property.Holds(RunCase.Any, Cases, run =>
    {
        using var matrix = new TrainedMatrix(run.Start(), ProfileSettings.Of(profile, run));
        Assert.Equal(0, matrix.Optimizer.MeasureState().TotalAllocated);

        var gradients = run.Gradients();
        matrix.Step(gradients[0]);
        var tensors = LiveTensors();
        foreach (var gradient in gradients)
        {
            matrix.Step(gradient);

            var bytes = matrix.Optimizer.MeasureState();
            var expected = Bytes(profile, run, matrix.Optimizer.Matrices.SingleOrDefault()?.Rank ?? 0);
            Assert.Equal(expected, bytes.Total);
            Assert.Equal(expected, bytes.TotalAllocated);
            Assert.Equal(tensors, LiveTensors());
        }
    });

    /// <summary>Basis, M, V and what is full-size, in bytes, of a matrix of rank r; the limiter's last norm is one element.</summary>
    private static long Bytes(string profile, RunCase run, long rank)
    {
        long element = run.IsSingle ? 4 : 8;
        long shortSide = run.ShortSide, longSide = run.LongSide, full = (long)run.Rows * run.Columns;
        var (basis, moment) = (shortSide * rank, rank * longSide);
        return profile switch
        {
            Profiles.AdaRankGrad or Profiles.GaLore or Profiles.GoLore or Profiles.Frugal or Profiles.Coap => element * (basis + (2 * moment)),
            Profiles.Fira or Profiles.SubTrack => element * (basis + (2 * moment) + 1),
            Profiles.GaLore8Bit => (element * basis) + (2 * InEightBits(moment)),
            Profiles.Apollo => element * ((2 * moment) + 1),
            Profiles.ApolloMini => element * ((2 * longSide) + 1),
            Profiles.LDAdam => element * (basis + (2 * moment) + full),
            Profiles.Flora => element * (moment + shortSide + longSide),
            Profiles.OnlineSubspaceDescent => element * ((3 * basis) + (2 * moment)),
            Profiles.Sumo => element * (basis + moment + 1),
            Profiles.AdamW => element * 2 * full,
            Profiles.AdamW8Bit => 2 * InEightBits(full),
            Profiles.AdamMini => element * (full + run.Rows),
            Profiles.Muon => element * full,
            _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, "Write down what the state of a new profile takes."),
        };
    }

    private static long InEightBits(long elements) => elements + (4 * ((elements + BlockSize - 1) / BlockSize));

    private static long LiveTensors() => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
}
