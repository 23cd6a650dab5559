using Pretrain.Commands;
using Pretrain.Training;
using Spectre.Console;

namespace Pretrain.Reporting;

/// <summary>A bar for each optimizer, with the numbers of the last step beside it.</summary>
internal sealed class LiveProgress(PretrainSettings settings) : Progress
{
    private const double Smoothing = 0.9;

    private ProgressContext? _context;
    private ProgressTask? _task;
    private double _smoothedSeconds;
    private string _validation = string.Empty;

    public override void Show(Action work) => AnsiConsole.Progress()
        .Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn { Width = 20 },
            new PercentageColumn(),
            new RemainingTimeColumn())
        .Start(context =>
        {
            _context = context;
            work();
        });

    public override void OnStarted(OptimizerPlan plan)
    {
        (_smoothedSeconds, _validation) = (0, string.Empty);
        _task = _context!.AddTask(Markup.Escape(plan.Key), maxValue: settings.Steps);
    }

    public override void OnStep(StepRecord step)
    {
        _smoothedSeconds = _smoothedSeconds == 0 ? step.Seconds : (Smoothing * _smoothedSeconds) + ((1 - Smoothing) * step.Seconds);
        var tokens = settings.Batch * settings.Context / _smoothedSeconds;
        var rank = step.MeanRank is { } mean ? FormattableString.Invariant($"  rank {mean:0.0}") : string.Empty;
        _task!.Description = FormattableString.Invariant(
            $"{step.Optimizer}  step {step.Step}  loss {step.Loss:0.000}{_validation}  {tokens:N0} tok/s{rank}");
        _task.Value = step.Step;
    }

    public override void OnValidation(ValidationRecord validation) =>
        _validation = FormattableString.Invariant($"  ppl {validation.Perplexity:0.00}");

    public override void OnEnded(RunHistory run) => _task!.StopTask();
}
