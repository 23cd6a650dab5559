using Pretrain.Commands;
using Pretrain.Training;

namespace Pretrain.Reporting;

/// <summary>A line every so many steps.</summary>
internal sealed class PlainProgress(PretrainSettings settings, TextWriter output) : Progress
{
    private readonly int _interval = Math.Max(1, settings.Steps / PretrainDefaults.PlainLinesPerRun);
    private double _seconds;
    private int _steps;

    public override void Show(Action work) => work();

    public override void OnStarted(OptimizerPlan plan)
    {
        (_seconds, _steps) = (0, 0);
        Write($"{plan.Key}: {settings.Steps} steps, peak learning rate {plan.LearningRate}");
    }

    public override void OnStep(StepRecord step)
    {
        _seconds += step.Seconds;
        _steps++;
        if (step.Step % _interval != 0 && step.Step != settings.Steps)
        {
            return;
        }

        var tokens = _steps * settings.Batch * settings.Context / _seconds;
        var left = (settings.Steps - step.Step) * _seconds / _steps;
        var rank = step.MeanRank is { } mean ? FormattableString.Invariant($"mean rank {mean:0.0}") : "full rank";
        Write($"{step.Optimizer}: step {step.Step}/{settings.Steps}, loss {step.Loss:0.0000}, {rank}, {tokens:N0} tokens/s, {left:0} s left");
        (_seconds, _steps) = (0, 0);
    }

    public override void OnValidation(ValidationRecord validation) =>
        Write($"{validation.Optimizer}: step {validation.Step}/{settings.Steps}, validation perplexity {validation.Perplexity:0.000}");

    public override void OnEnded(RunHistory run) => Write($"{run.Optimizer}: {run.Steps.Count} steps took {run.ElapsedSeconds:0.0} s");

    private void Write(FormattableString line) => output.WriteLine(FormattableString.Invariant(line));
}
