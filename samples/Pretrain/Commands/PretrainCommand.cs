using System.CommandLine;
using System.CommandLine.Invocation;
using AdaRank;
using AdaRank.Plugins.Rank.EnergyThreshold;
using AdaRank.Rank;

namespace Pretrain.Commands;

/// <summary>The command line.</summary>
internal sealed class PretrainCommand
{
    private readonly Option<string[]> _optimizers = new("--optimizer")
    {
        Description = $"Optimizer to train with; repeat it or separate by commas: {string.Join(", ", PretrainDefaults.LearningRates.Keys)}. "
            + "All of them by default.",
        HelpName = "KEY",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> _steps =
        NumberOption.Whole("--steps", "Training steps of each optimizer.", 1, 1_000_000, PretrainDefaults.Steps);

    private readonly Option<ulong> _seed =
        NumberOption.Seed("--seed", "Seed of the initial weights, the batches and the sketches.", PretrainDefaults.Seed);

    private readonly Option<string?> _output = new("--out")
    {
        Description = "Folder for log, summary, pictures and weights. [default: runs/pretrain-<utc time>]",
        HelpName = "DIR",
    };

    private readonly Option<int> _threads = NumberOption.Whole("--threads", "CPU threads.", 1, 1024, Environment.ProcessorCount);

    private readonly Option<string> _device = new("--device")
    {
        Description = $"Where to train: {WhereItTrains.Cpu}, or {WhereItTrains.Cuda} where there is a GPU and a libtorch for it.",
        HelpName = "NAME",
        DefaultValueFactory = static _ => WhereItTrains.Cpu,
    };

    private readonly Option<string> _dtype = new("--dtype")
    {
        Description = $"Element type of the weights: {WhereItTrains.Float32}, or {WhereItTrains.BFloat16}, rounded stochastically.",
        HelpName = "NAME",
        DefaultValueFactory = static _ => WhereItTrains.Float32,
    };

    private readonly Option<string?> _text = new("--data")
    {
        Description = "UTF-8 text to train on, books separated by lines <|endoftext|>. The last tenth of each book is kept for "
            + "validation. [default: two novels that come with the sample]",
        HelpName = "FILE",
    };

    private readonly Option<string?> _weights = new("--weights")
    {
        Description = "Weights to start from: a .safetensors file of an earlier run.",
        HelpName = "FILE",
    };

    private readonly Option<double?> _learningRate = NumberOption.PositiveOrNone(
        "--learning-rate", $"Peak learning rate of every optimizer. [default: {DescribeLearningRates()}]");

    private readonly Option<int> _lowestRank = NumberOption.Whole(
        "--lowest-rank", "Lowest rank that AdaRankGrad may choose.", 1, int.MaxValue, PretrainDefaults.LowestRank);

    private readonly Option<int> _highestRank = NumberOption.Whole(
        "--highest-rank", "Highest rank that AdaRankGrad may choose, and GaLore's rank.", 1, int.MaxValue, PretrainDefaults.HighestRank);

    private readonly Option<double> _tolerance = NumberOption.Real(
        "--tolerance", "Share of the squared gradient norm that AdaRankGrad's subspaces may lose, from 0 to below 1.", PretrainDefaults.Tolerance);

    private readonly Option<int> _batch =
        NumberOption.Whole("--batch", "Windows of text in a batch.", 1, 4096, PretrainDefaults.Batch);

    private readonly Option<int> _context =
        NumberOption.Whole("--context", "Bytes in a window of text.", 2, 4096, PretrainDefaults.Context);

    private PretrainCommand()
    {
    }

    /// <summary>Runs the program.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        var (settings, exitCode) = Read(arguments, Console.Out, Console.Error);
        if (settings is null)
        {
            return exitCode;
        }

        using var stop = new StopRequest();
        return new PretrainJob(settings, stop, TimeProvider.System).Run();
    }

    /// <summary>Reads the command line.</summary>
    /// <returns>What to do, or, if there is nothing to do, the exit code after help or an error was written.</returns>
    internal static (PretrainSettings? Settings, int ExitCode) Read(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var command = new PretrainCommand();
        PretrainSettings? settings = null;
        var root = command.Describe();
        root.SetAction(result => settings = command.ReadSettings(result, TimeProvider.System));
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            // The library would print the whole help below an error, and exit with 1.
            if (parsed.Action is ParseErrorAction)
            {
                throw new InputException(parsed.Errors[0].Message);
            }

            var exitCode = parsed.Invoke(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
            return (settings, exitCode);
        }
        catch (Exception problem) when (problem is InputException or InvalidSettingException)
        {
            error.WriteLine(problem.Message);
            return (null, ExitCode.BadInput);
        }
    }

    private static string DescribeLearningRates() => string.Join(
        ", ", PretrainDefaults.LearningRates.Select(entry => FormattableString.Invariant($"{entry.Key} {entry.Value}")));

    private RootCommand Describe()
    {
        var root = new RootCommand(
            "Trains a small byte-level LLaMA on two novels, with AdaRankGrad, AdamW and GaLore on the same batches, and compares them.");
        Option[] options =
        [
            _steps, _seed, _optimizers, _output, _threads, _device, _dtype, _text, _weights, _learningRate, _lowestRank, _highestRank,
            _tolerance, _batch, _context,
        ];
        foreach (var option in options)
        {
            root.Add(option);
        }

        return root;
    }

    private PretrainSettings ReadSettings(ParseResult result, TimeProvider clock)
    {
        var settings = new PretrainSettings
        {
            Optimizers = ReadOptimizers(result.GetValue(_optimizers)),
            OutputFolder = ReadFolder(
                result.GetValue(_output) ?? FormattableString.Invariant($"runs/pretrain-{clock.GetUtcNow():yyyyMMdd-HHmmss}")),
            Steps = result.GetValue(_steps),
            Seed = result.GetValue(_seed),
            Threads = result.GetValue(_threads),
            Device = WhereItTrains.CheckDevice(result.GetValue(_device)!),
            Dtype = WhereItTrains.CheckDtype(result.GetValue(_dtype)!),
            TextFile = result.GetValue(_text),
            WeightsFile = result.GetValue(_weights),
            LearningRate = result.GetValue(_learningRate),
            LowestRank = result.GetValue(_lowestRank),
            HighestRank = result.GetValue(_highestRank),
            Tolerance = result.GetValue(_tolerance),
            Batch = result.GetValue(_batch),
            Context = result.GetValue(_context),
        };

        // AdaRank checks these when an optimizer is made that uses them; here also if none of the chosen ones does.
        _ = new RankBounds(settings.LowestRank, settings.HighestRank);
        new EnergyThresholdOptions { Tolerance = settings.Tolerance }.Validate();
        return settings;
    }

    private static string ReadFolder(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new InvalidSettingException("out", path, "name a folder to write to");
        }

        var folder = Path.GetFullPath(path);
        return File.Exists(folder)
            ? throw new InvalidSettingException("out", path, "name a folder, not a file that exists")
            : folder;
    }

    private static List<string> ReadOptimizers(string[]? given)
    {
        var known = PretrainDefaults.LearningRates.Keys;
        if (given is null or [])
        {
            return [.. known];
        }

        var keys = given.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal).ToList();
        var unknown = keys.Find(key => !known.Contains(key));
        return unknown is null
            ? keys
            : throw new InvalidSettingException("optimizer", unknown, $"choose from {string.Join(", ", known)}");
    }
}
