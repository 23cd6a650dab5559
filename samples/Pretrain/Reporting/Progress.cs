using Pretrain.Commands;
using Pretrain.Training;
using Spectre.Console;

namespace Pretrain.Reporting;

/// <summary>Shows how the training goes.</summary>
internal abstract class Progress : IRunObserver
{
    /// <summary>Live bars on a terminal, plain lines in a file or a pipe.</summary>
    public static Progress ForConsole(PretrainSettings settings) =>
        Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi
            ? new PlainProgress(settings, Console.Out)
            : new LiveProgress(settings);

    /// <summary>Does the work while showing what the run tells.</summary>
    public abstract void Show(Action work);

    public abstract void OnStarted(OptimizerPlan plan);

    public abstract void OnStep(StepRecord step);

    public abstract void OnValidation(ValidationRecord validation);

    public abstract void OnEnded(RunHistory run);
}
