using AdaRank.Optimization;
using AdaRank.Refresh;
using static TorchSharp.torch;

namespace AdaRank.Vectors.Tests;

/// <summary>What was seen of a run, step by step.</summary>
internal sealed class Trajectory
{
    private readonly List<int> _ranks = [];
    private readonly List<int> _refreshed = [];
    private readonly List<int> _skipped = [];
    private readonly List<double> _captured = [];
    private readonly List<double> _distances = [];

    public List<Tensor> Weights { get; } = [];

    public void Add(MatrixReport? report, StepSummary summary)
    {
        _refreshed.Add(summary.Refreshed);
        _skipped.Add(summary.Skipped);
        if (report is not null)
        {
            _ranks.Add(report.Rank == 0 ? -1 : report.Rank);
            _captured.Add(summary.Skipped > 0 ? 0 : report.Captured);
            _distances.Add(report.Refresh is RefreshCause.None || summary.Skipped > 0 ? 0 : report.Distance);
        }
    }

    public void Check(VectorCase vector)
    {
        CheckIntegers(vector, "rank", _ranks);
        CheckIntegers(vector, "refreshed", _refreshed);
        CheckIntegers(vector, "skipped", _skipped);
        if (vector.Has("out.captured"))
        {
            Compare.Close(vector.Expected("captured"), tensor(_captured.ToArray()), vector.Tolerance, "out.captured");
        }

        if (vector.Has("out.dist"))
        {
            var difference = (vector.Expected("dist").square() - tensor(_distances.ToArray()).square()).abs().max().item<double>();
            Assert.True(difference <= vector.Tolerance, $"out.dist²: difference {difference:g3}");
        }
    }

    private static void CheckIntegers(VectorCase vector, string name, List<int> actual)
    {
        if (vector.Has($"out.{name}"))
        {
            Assert.Equal(vector.ExpectedIntegers(name), actual);
        }
    }
}
