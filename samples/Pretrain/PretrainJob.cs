using AdaRank;
using AdaRank.Composition;
using Pretrain.Commands;
using Pretrain.Data;
using Pretrain.Reporting;
using Pretrain.Training;
using static TorchSharp.torch;

namespace Pretrain;

/// <summary>The whole job: check everything, train with each optimizer in turn, compare.</summary>
/// <param name="settings">What to do.</param>
/// <param name="stop">Ctrl-C.</param>
/// <param name="clock">Tells when the job started.</param>
internal sealed class PretrainJob(PretrainSettings settings, StopRequest stop, TimeProvider clock)
{
    private readonly List<RunHistory> _runs = [];
    private string? _writtenText;

    /// <summary>Runs the job.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run()
    {
        try
        {
            set_num_threads(settings.Threads);
            _ = WhereItTrains.ToDevice(settings.Device);
            var corpus = Corpus.Load(settings);
            using var start = settings.WeightsFile is null ? null : StartingWeights.Load(settings.WeightsFile);
            var plans = settings.Optimizers.Select(key => OptimizerPlan.For(key, settings)).ToList();
            var header = Check(plans, start, corpus);
            var output = OutputFolder.Create(settings.OutputFolder);
            using (var log = new RunLog(output.Log))
            {
                log.Write(header);
                Console.WriteLine(header.Introduce());
                Train(plans, start, corpus, output, log);
                return Report(output, log, header);
            }
        }
        catch (Exception problem) when (problem is InputException or InvalidSettingException)
        {
            Console.Error.WriteLine(problem.Message);
            return ExitCode.BadInput;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"The output cannot be written: {problem.Message.ReplaceLineEndings(" ")}");
            return ExitCode.Failure;
        }
    }

    /// <summary>Builds every model and optimizer once: all that can be wrong with the settings shows here, before hours of training.</summary>
    private RunHeader Check(IReadOnlyList<OptimizerPlan> plans, StartingWeights? start, Corpus corpus)
    {
        RunHeader? header = null;
        foreach (var plan in plans)
        {
            using var trainee = Trainee.Build(plan, start);
            header ??= RunHeader.Describe(settings, plans, corpus, trainee.Model, clock.GetUtcNow());
        }

        return header!;
    }

    private void Train(
        IReadOnlyList<OptimizerPlan> plans, StartingWeights? start, Corpus corpus, OutputFolder output, RunLog log)
    {
        var progress = Progress.ForConsole(settings);
        var trainer = new Trainer(settings, corpus, [log, progress], stop);
        progress.Show(() =>
        {
            foreach (var plan in plans)
            {
                using var trainee = Trainee.Build(plan, start);
                var run = trainer.Train(trainee);
                _runs.Add(run);
                if (run.Outcome is not RunOutcome.Diverged)
                {
                    output.SaveWeights(trainee, run);
                    WriteText(trainee, corpus);
                }

                if (stop.IsRequested)
                {
                    break;
                }
            }
        });
    }

    /// <summary>Lets AdaRankGrad's model write; another one's if there is no such run.</summary>
    private void WriteText(Trainee trainee, Corpus corpus)
    {
        var isWanted = trainee.Plan.Key == (settings.Optimizers.Contains(Profiles.AdaRankGrad) ? Profiles.AdaRankGrad : settings.Optimizers[0]);
        if (isWanted && !stop.IsRequested)
        {
            _writtenText = WrittenText.Compose(trainee, corpus, settings);
        }
    }

    private int Report(OutputFolder output, RunLog log, RunHeader header)
    {
        var summary = Summary.Of(header, _runs);
        log.Write(summary);
        output.SaveSummary(summary, _writtenText);
        SummaryTable.Print(summary);
        if (_writtenText is not null)
        {
            Console.WriteLine();
            Console.WriteLine(_writtenText);
        }

        output.SavePictures(_runs);
        foreach (var run in _runs.Where(run => run.Outcome is RunOutcome.Diverged))
        {
            Console.Error.WriteLine(
                $"{run.Optimizer}: the loss became NaN or infinite after step {run.Steps.Count}; that run was stopped. Lower --learning-rate.");
        }

        if (stop.IsRequested)
        {
            Console.Error.WriteLine($"Stopped by Ctrl-C: what was learnt up to here is saved in {output.Path}");
            return ExitCode.Interrupted;
        }

        Console.WriteLine();
        Console.WriteLine($"Everything is in {output.Path}");
        return _runs.Exists(run => run.Outcome is RunOutcome.Diverged) ? ExitCode.Failure : ExitCode.Success;
    }
}
