using System.Runtime.InteropServices;
using System.Text.Json;
using AdaRank.Checkpoints;
using Pretrain.Commands;

namespace Pretrain.Tests.EndToEnd;

public sealed partial class WholeJobTests : IDisposable
{
    private const int Interrupt = 2;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Run_AllOptimizers_WritesEveryFile()
    {
        var outcome = await PretrainProgram.RunAsync([.. PretrainProgram.Tiny(), "--out", _folder["out"]]);

        Assert.Equal((ExitCode.Success, string.Empty), (outcome.ExitCode, outcome.Error));
        Assert.Contains("Validation perplexity", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("AdaRankGrad against adamw", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("adarankgrad continues", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(
            [
                "adamw.safetensors", "adarankgrad.safetensors", "galore.safetensors", "loss.png", "overview.png", "ranks.png", "run.jsonl",
                "sample.txt", "state.png", "summary.json", "summary.md",
            ],
            Directory.GetFiles(_folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        AssertFilesCanBeRead();
    }

    [Fact]
    public async Task Run_SameSeedTwice_IsTheSameToTheLastBit()
    {
        await PretrainProgram.RunAsync([.. PretrainProgram.Tiny(), "--seed", "3", "--out", _folder["first"]]);
        await PretrainProgram.RunAsync([.. PretrainProgram.Tiny(), "--seed", "3", "--out", _folder["second"]]);
        var losses = RunLogReading.Losses(Path.Combine(_folder["first"], "run.jsonl"));

        Assert.Equal(3 * 7, losses.Count);
        Assert.Equal(losses, RunLogReading.Losses(Path.Combine(_folder["second"], "run.jsonl")));
        Assert.All(["adarankgrad", "adamw", "galore"], key => Assert.Equal(
            File.ReadAllBytes(Path.Combine(_folder["first"], $"{key}.safetensors")),
            File.ReadAllBytes(Path.Combine(_folder["second"], $"{key}.safetensors"))));
    }

    [Fact]
    public async Task Run_WeightsOfAnEarlierRun_AreContinuedFrom()
    {
        await PretrainProgram.RunAsync([.. PretrainProgram.Tiny(), "--optimizer", "adamw", "--out", _folder["first"]]);

        var outcome = await PretrainProgram.RunAsync(
        [
            .. PretrainProgram.Tiny(), "--optimizer", "adamw", "--weights", Path.Combine(_folder["first"], "adamw.safetensors"),
            "--out", _folder["out"],
        ]);

        Assert.Equal(ExitCode.Success, outcome.ExitCode);
        var before = RunLogReading.Losses(Path.Combine(_folder["first"], "run.jsonl"));
        var after = RunLogReading.Losses(Path.Combine(_folder["out"], "run.jsonl"));
        Assert.True(after[0].Loss < before[0].Loss, $"{after[0].Loss} should be below {before[0].Loss}");
    }

    [Fact]
    public async Task Run_LossBecomesNaN_StopsThatRunAndKeepsTheLog()
    {
        var outcome = await PretrainProgram.RunAsync(
            [.. PretrainProgram.Tiny(), "--optimizer", "adamw", "--learning-rate", "1e30", "--out", _folder["out"]]);

        Assert.Equal(ExitCode.Failure, outcome.ExitCode);
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        Assert.Contains("adamw: the loss became NaN", outcome.Error, StringComparison.Ordinal);
        var end = RunLogReading.Read(Path.Combine(_folder["out"], "run.jsonl")).Single(line => line.Kind() is "end");
        Assert.Equal("diverged", end.GetProperty("outcome").GetString());
        Assert.False(File.Exists(Path.Combine(_folder["out"], "adamw.safetensors")));
    }

    [Fact]
    public async Task Run_Interrupted_SavesWhatWasLearnt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGINT that one process can send to another.");
        var isSent = false;

        var outcome = await PretrainProgram.RunAsync(
            [.. PretrainProgram.Tiny(100_000), "--optimizer", "adarankgrad", "--out", _folder["out"]],
            (process, line) =>
            {
                if (!isSent && line.Contains("validation perplexity", StringComparison.Ordinal))
                {
                    isSent = true;
                    Assert.Equal(0, Kill(process.Id, Interrupt));
                }
            });

        Assert.Equal(ExitCode.Interrupted, outcome.ExitCode);
        Assert.StartsWith("Stopped by Ctrl-C", Assert.Single(outcome.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.All(
            ["run.jsonl", "summary.json", "summary.md", "overview.png", "adarankgrad.safetensors"],
            name => Assert.True(File.Exists(Path.Combine(_folder["out"], name)), name));
        AssertFilesCanBeRead();
    }

    [Fact]
    public async Task Run_Help_ExitsWithZeroAndWritesNothing()
    {
        var outcome = await PretrainProgram.RunAsync(["--help", "--out", _folder["out"]]);

        Assert.Equal((ExitCode.Success, string.Empty), (outcome.ExitCode, outcome.Error));
        Assert.Contains("--optimizer", outcome.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    public void Dispose() => _folder.Dispose();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    private void AssertFilesCanBeRead()
    {
        var lines = RunLogReading.Read(Path.Combine(_folder["out"], "run.jsonl"));
        Assert.Equal("header", lines[0].Kind());
        Assert.Equal("summary", lines[^1].Kind());
        Assert.All(["start", "step", "validation", "end"], kind => Assert.Contains(lines, line => line.Kind() == kind));
        var summary = JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(Path.Combine(_folder["out"], "summary.json")));
        Assert.True(summary.GetProperty("runs").GetArrayLength() > 0);
        Assert.All(
            Directory.GetFiles(_folder["out"], "*.png"),
            path => Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(path)[..4]));
        Assert.All(Directory.GetFiles(_folder["out"], "*.safetensors"), path => Assert.NotEmpty(SafetensorsFile.List(path)));
    }
}
