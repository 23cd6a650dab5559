using System.Diagnostics;
using Pretrain.Commands;
using Pretrain.Data;
using static TorchSharp.torch;

namespace Pretrain.Training;

/// <summary>Trains one model: the same loop for every optimizer.</summary>
/// <param name="settings">What was asked for.</param>
/// <param name="corpus">The texts.</param>
/// <param name="observers">Who is told.</param>
/// <param name="stop">Asked after each step.</param>
internal sealed class Trainer(
    PretrainSettings settings, Corpus corpus, IReadOnlyList<IRunObserver> observers, StopRequest stop)
{
    private readonly BatchSource _batches = new(corpus.Training, settings.Batch, settings.Context, settings.Seed);

    private readonly IReadOnlyList<(byte[] Text, int Offset)> _validationWindows =
        ValidationWindows.Choose(corpus.Validation, settings.Context, PretrainDefaults.ValidationWindows);

    /// <summary>Trains until the steps are done, Ctrl-C was pressed or the loss is no number.</summary>
    /// <param name="trainee">Model and optimizer. Trained in place.</param>
    public RunHistory Train(Trainee trainee)
    {
        var plan = trainee.Plan;
        var run = new RunHistory(plan.Key, plan.LearningRate);
        var schedule = new LearningRateSchedule(plan.LearningRate, settings.Steps);
        var clock = Stopwatch.StartNew();
        Tell(observer => observer.OnStarted(plan));
        for (var step = 1; step <= settings.Steps && run.Outcome is RunOutcome.Completed; step++)
        {
            var record = MakeStep(trainee, step, schedule.At(step));
            if (record is null)
            {
                run.Outcome = RunOutcome.Diverged;
                break;
            }

            run.Add(record);
            Tell(observer => observer.OnStep(record));
            run.Outcome = stop.IsRequested ? RunOutcome.Interrupted : RunOutcome.Completed;
            if (step % PretrainDefaults.ValidationInterval == 0 || step == settings.Steps || stop.IsRequested)
            {
                Validate(trainee, step, run);
            }
        }

        run.ElapsedSeconds = clock.Elapsed.TotalSeconds;
        Tell(observer => observer.OnEnded(run));
        return run;
    }

    /// <summary>One step; null if the loss is no number, and then nothing was changed.</summary>
    private StepRecord? MakeStep(Trainee trainee, int step, double learningRate)
    {
        // Everything that the step makes dies with this scope; what the optimizer keeps, it takes out itself.
        using var scope = NewDisposeScope();
        var optimizer = trainee.Optimizer;
        var clock = Stopwatch.StartNew();
        optimizer.ZeroGradients();
        var (inputs, targets) = _batches.Draw(step);
        var loss = Perplexity.Loss(trainee.Model, inputs, targets);
        var lossValue = loss.item<float>();
        if (!float.IsFinite(lossValue))
        {
            return null;
        }

        loss.backward();
        var norm = nn.utils.clip_grad_norm_(trainee.Model.parameters(), PretrainDefaults.GradientNorm);
        optimizer.LearningRate = learningRate;
        var summary = optimizer.Step();
        var seconds = clock.Elapsed.TotalSeconds;
        return new StepRecord
        {
            Optimizer = trainee.Plan.Key,
            Step = step,
            Loss = lossValue,
            LearningRate = learningRate,
            GradientNorm = norm,
            Seconds = seconds,
            Refreshed = summary.Refreshed,
            Projectable = trainee.MeasureProjectable(),
            Total = trainee.MeasureAll(),
            Matrices = optimizer.Matrices,
        };
    }

    private void Validate(Trainee trainee, int step, RunHistory run)
    {
        var loss = Perplexity.MeasureLoss(trainee.Model, _validationWindows, settings.Context);
        if (!double.IsFinite(loss))
        {
            run.Outcome = RunOutcome.Diverged;
            return;
        }

        var validation = new ValidationRecord(run.Optimizer, step, loss);
        run.Add(validation);
        Tell(observer => observer.OnValidation(validation));
    }

    private void Tell(Action<IRunObserver> what)
    {
        foreach (var observer in observers)
        {
            what(observer);
        }
    }
}
