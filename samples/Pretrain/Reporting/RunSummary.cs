using Pretrain.Commands;
using Pretrain.Training;

namespace Pretrain.Reporting;

/// <summary>What came of one optimizer's run. Null where the run was too short for the number.</summary>
internal sealed record RunSummary
{
    public required string Optimizer { get; init; }

    public required RunOutcome Outcome { get; init; }

    public required double LearningRate { get; init; }

    public required int Steps { get; init; }

    public required double? ValidationLoss { get; init; }

    public double? ValidationPerplexity => ValidationLoss is { } loss ? Math.Exp(loss) : null;

    /// <summary>State bytes of the matrices that can be projected.</summary>
    public required StateRange Projectable { get; init; }

    /// <summary>State bytes of all parameters.</summary>
    public required StateRange Total { get; init; }

    public required double? MedianStepSeconds { get; init; }

    public required double? TokensPerSecond { get; init; }

    /// <summary>Mean rank of the projected matrices after the first step; null if none is projected.</summary>
    public required double? FirstMeanRank { get; init; }

    /// <summary>Mean rank of the projected matrices after the last step; null if none is projected.</summary>
    public required double? LastMeanRank { get; init; }

    /// <summary>New subspaces, over all matrices.</summary>
    public required int Refreshes { get; init; }

    public required double ElapsedSeconds { get; init; }

    public static RunSummary Of(RunHistory run, PretrainSettings settings)
    {
        var seconds = run.Steps.Select(step => step.Seconds).Order().ToList();
        return new RunSummary
        {
            Optimizer = run.Optimizer,
            Outcome = run.Outcome,
            LearningRate = run.LearningRate,
            Steps = run.Steps.Count,
            ValidationLoss = run.Validations.Count == 0 ? null : run.Validations[^1].Loss,
            Projectable = StateRange.Of(run.Steps, step => step.Projectable),
            Total = StateRange.Of(run.Steps, step => step.Total),
            MedianStepSeconds = seconds.Count == 0 ? null : Median(seconds),
            TokensPerSecond = seconds.Count == 0 ? null : seconds.Count * settings.Batch * settings.Context / seconds.Sum(),
            FirstMeanRank = run.Steps.Count == 0 ? null : run.Steps[0].MeanRank,
            LastMeanRank = run.Steps.Count == 0 ? null : run.Steps[^1].MeanRank,
            Refreshes = run.Steps.Sum(step => step.Refreshed),
            ElapsedSeconds = run.ElapsedSeconds,
        };
    }

    private static double Median(List<double> ordered) =>
        (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
}
