using AdaRank.Composition;
using Pretrain.Training;

namespace Pretrain.Reporting;

/// <summary>Says in one sentence how AdaRankGrad did against the others.</summary>
internal static class Comparison
{
    public static string Describe(IReadOnlyList<RunSummary> runs)
    {
        var subject = Find(runs, Profiles.AdaRankGrad);
        var others = new[] { Find(runs, Profiles.AdamW), Find(runs, Profiles.GaLore) }.OfType<RunSummary>().ToList();
        return subject is null || others.Count == 0
            ? "There is nothing to compare: that takes a run of adarankgrad and one of another optimizer."
            : $"AdaRankGrad {string.Join("; ", others.Select(other => Against(subject, other)))}.";
    }

    /// <summary>How much a number is above or below another one, in percent, with its sign.</summary>
    public static string Difference(double value, double reference) =>
        FormattableString.Invariant($"{100 * ((value / reference) - 1):+0.0;-0.0;0.0} %");

    private static RunSummary? Find(IReadOnlyList<RunSummary> runs, string key) =>
        runs.FirstOrDefault(run => run.Optimizer == key && run.Outcome is not RunOutcome.Diverged && run.ValidationLoss is not null);

    private static string Against(RunSummary subject, RunSummary other)
    {
        var perplexity = Difference(subject.ValidationPerplexity!.Value, other.ValidationPerplexity!.Value);
        var average = (double)subject.Projectable.Average.Allocated / other.Projectable.Average.Allocated;
        var peak = (double)subject.Projectable.Peak.Allocated / other.Projectable.Peak.Allocated;
        var time = Difference(subject.MedianStepSeconds!.Value, other.MedianStepSeconds!.Value);
        return FormattableString.Invariant(
            $"against {other.Optimizer}: perplexity {perplexity}, state of the projected layers {100 * average:0} % of it on average and {100 * peak:0} % at the peak, step time {time}");
    }
}
