using Pretrain.Training;

namespace Pretrain.Reporting;

/// <summary>What came of a job.</summary>
/// <param name="Comparison">AdaRankGrad against the others in one sentence, computed from the results.</param>
/// <param name="Runs">Each optimizer's results.</param>
/// <param name="Header">What it was made with.</param>
internal sealed record Summary(string Comparison, IReadOnlyList<RunSummary> Runs, RunHeader Header)
{
    public static Summary Of(RunHeader header, IReadOnlyList<RunHistory> runs)
    {
        var results = runs.Select(run => RunSummary.Of(run, header.Settings)).ToList();
        return new Summary(Reporting.Comparison.Describe(results), results, header);
    }
}
