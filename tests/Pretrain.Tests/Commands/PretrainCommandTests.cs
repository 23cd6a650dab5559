using Pretrain.Commands;

namespace Pretrain.Tests.Commands;

public sealed class PretrainCommandTests
{
    [Fact]
    public void Read_NoArguments_TakesDefaults()
    {
        var settings = Accept();

        Assert.Equal(["adarankgrad", "adamw", "galore"], settings.Optimizers);
        Assert.Equal(PretrainDefaults.Steps, settings.Steps);
        Assert.Equal(PretrainDefaults.Tolerance, settings.Tolerance);
        Assert.Null(settings.LearningRate);
        Assert.StartsWith(Path.GetFullPath("runs/pretrain-"), settings.OutputFolder, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EveryOption_IsTaken()
    {
        var settings = Accept(
            "--steps", "7", "--seed", "18446744073709551615", "--optimizer", "galore", "--out", "somewhere", "--threads", "3",
            "--data", "text.txt", "--weights", "w.safetensors", "--learning-rate", "2.5e-3", "--lowest-rank", "2",
            "--highest-rank", "9", "--tolerance", "0.125", "--batch", "4", "--context", "64", "--device", "cuda", "--dtype", "bf16");

        var expected = new PretrainSettings
        {
            Optimizers = settings.Optimizers,
            OutputFolder = Path.GetFullPath("somewhere"),
            Steps = 7,
            Seed = ulong.MaxValue,
            Threads = 3,
            Device = "cuda",
            Dtype = "bf16",
            TextFile = "text.txt",
            WeightsFile = "w.safetensors",
            LearningRate = 2.5e-3,
            LowestRank = 2,
            HighestRank = 9,
            Tolerance = 0.125,
            Batch = 4,
            Context = 64,
        };
        Assert.Equal(expected, settings);
        Assert.Equal(["galore"], settings.Optimizers);
    }

    [Theory]
    [InlineData("--optimizer", "adamw,galore")]
    [InlineData("--optimizer", "adamw", "galore")]
    [InlineData("--optimizer", "adamw", "--optimizer", "galore")]
    [InlineData("--optimizer", "adamw, galore,adamw")]
    public void Read_SeveralOptimizers_KeepsOrderAndDropsRepetitions(params string[] arguments)
    {
        var settings = Accept(arguments);

        Assert.Equal(["adamw", "galore"], settings.Optimizers);
    }

    [Theory]
    [InlineData("steps is '0'", "--steps", "0")]
    [InlineData("steps is 'many'", "--steps", "many")]
    [InlineData("optimizer is 'sgd'", "--optimizer", "sgd")]
    [InlineData("optimizer is ''", "--optimizer", "")]
    [InlineData("lowest rank is '0'", "--lowest-rank", "0")]
    [InlineData("highest rank is '-1'", "--highest-rank", "-1")]
    [InlineData("highest rank is 4", "--lowest-rank", "8", "--highest-rank", "4")]
    [InlineData("tolerance is NaN", "--tolerance", "NaN")]
    [InlineData("tolerance is 1", "--tolerance", "1")]
    [InlineData("tolerance is -0.1", "--tolerance", "-0.1")]
    [InlineData("tolerance is '0,04'", "--tolerance", "0,04")]
    [InlineData("learning rate is 'NaN'", "--learning-rate", "NaN")]
    [InlineData("learning rate is 'Infinity'", "--learning-rate", "Infinity")]
    [InlineData("learning rate is '0'", "--learning-rate", "0")]
    [InlineData("learning rate is '0,001'", "--learning-rate", "0,001")]
    [InlineData("threads is '0'", "--threads", "0")]
    [InlineData("device is 'gpu': use cpu or cuda", "--device", "gpu")]
    [InlineData("dtype is 'fp16': use fp32 or bf16", "--dtype", "fp16")]
    [InlineData("batch is '0'", "--batch", "0")]
    [InlineData("context is '1'", "--context", "1")]
    [InlineData("seed is '-1'", "--seed", "-1")]
    [InlineData("out is ''", "--out", "")]
    [InlineData("--step", "--step", "3")]
    [InlineData("--steps", "--steps")]
    public void Read_BadSetting_RefusesInOneLine(string complaint, params string[] arguments)
    {
        var (settings, exitCode, output, error) = Read(arguments);

        Assert.Null(settings);
        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Empty(output);
        Assert.Contains(complaint, error, StringComparison.Ordinal);
        Assert.Equal(error.Length - 1, error.IndexOf('\n', StringComparison.Ordinal));
    }

    [Fact]
    public void Read_OutIsAFile_Refuses()
    {
        using var folder = new TemporaryFolder();

        var (settings, exitCode, _, error) = Read("--out", folder.With("taken", [1]));

        Assert.Null(settings);
        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Contains("not a file that exists", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Help_DescribesEveryOption()
    {
        var (settings, exitCode, output, error) = Read("--help");

        Assert.Null(settings);
        Assert.Equal(ExitCode.Success, exitCode);
        Assert.Empty(error);
        Assert.All(
            ["--steps", "--seed", "--optimizer", "--out", "--threads", "--data", "--weights", "--learning-rate", "--lowest-rank",
                "--highest-rank", "--tolerance", "--batch", "--context"],
            option => Assert.Contains(option, output, StringComparison.Ordinal));
    }

    private static PretrainSettings Accept(params string[] arguments)
    {
        var (settings, exitCode, _, error) = Read(arguments);
        Assert.Equal((ExitCode.Success, string.Empty), (exitCode, error));
        return settings!;
    }

    private static (PretrainSettings? Settings, int ExitCode, string Output, string Error) Read(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var (settings, exitCode) = PretrainCommand.Read(arguments, output, error);
        return (settings, exitCode, output.ToString(), error.ToString());
    }
}
