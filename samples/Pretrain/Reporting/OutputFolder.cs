using System.Globalization;
using System.Text;
using AdaRank.Checkpoints;
using AdaRank.Files;
using Pretrain.Commands;
using Pretrain.Reporting.Charts;
using Pretrain.Training;
using static TorchSharp.torch;

namespace Pretrain.Reporting;

/// <summary>Where a job writes to. All files but the log are there whole or not at all.</summary>
internal sealed class OutputFolder
{
    private OutputFolder(string path) => Path = path;

    public string Path { get; }

    public string Log => At("run.jsonl");

    /// <summary>Makes the folder; everything that can be checked before has been.</summary>
    /// <exception cref="InputException">It cannot be made.</exception>
    public static OutputFolder Create(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            return new OutputFolder(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"out '{path}' cannot be made: {problem.Message}");
        }
    }

    /// <summary>Saves weights in fp32, which every later run can start from, whatever its dtype.</summary>
    public void SaveWeights(Trainee trainee, RunHistory run)
    {
        using var scope = NewDisposeScope();
        SafetensorsFile.Write(
            At($"{run.Optimizer}.safetensors"),
            trainee.Model.ListParameters().ToDictionary(
                static parameter => parameter.Name, static parameter => parameter.Value.detach().to(ScalarType.Float32)),
            new Dictionary<string, string>
            {
                ["optimizer"] = run.Optimizer,
                ["steps"] = run.Steps.Count.ToString(CultureInfo.InvariantCulture),
                ["seed"] = trainee.Plan.Settings.Seed.ToString(CultureInfo.InvariantCulture),
            });
    }

    public void SaveSummary(Summary summary, string? writtenText)
    {
        AtomicFile.Write(At("summary.json"), stream => stream.Write(RunLog.Serialize(summary)));
        SaveText("summary.md", SummaryTable.ToMarkdown(summary));
        if (writtenText is not null)
        {
            SaveText("sample.txt", writtenText + "\n");
        }
    }

    public void SavePictures(IReadOnlyList<RunHistory> runs)
    {
        foreach (var (name, content) in Pictures.Draw(runs))
        {
            AtomicFile.Write(At(name), stream => stream.Write(content));
        }
    }

    private void SaveText(string name, string text) =>
        AtomicFile.Write(At(name), stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    private string At(string name) => System.IO.Path.Combine(Path, name);
}
