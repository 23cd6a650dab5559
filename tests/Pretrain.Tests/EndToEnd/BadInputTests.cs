using Pretrain.Commands;

namespace Pretrain.Tests.EndToEnd;

public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("--steps", "0")]
    [InlineData("--lowest-rank", "0")]
    [InlineData("--lowest-rank", "9", "--highest-rank", "3")]
    [InlineData("--optimizer", "adamw,nothing")]
    [InlineData("--tolerance", "NaN")]
    [InlineData("--learning-rate", "-1")]
    [InlineData("--data", "no-such-file.txt")]
    [InlineData("--weights", "no-such-file.safetensors")]
    [InlineData("--unknown", "1")]
    public Task Run_BadSetting_IsRefused(params string[] arguments) => AssertRefusedAsync(arguments);

    [Fact]
    public Task Run_DataIsNoText_IsRefused() => AssertRefusedAsync("--data", _folder.With("data", [72, 105, 0, 1, 2]));

    [Fact]
    public Task Run_DamagedWeights_AreRefused() =>
        AssertRefusedAsync("--weights", _folder.With("weights", [1, 2, 3, 4, 5, 6, 7, 8, 9]));

    [Fact]
    public Task Run_OnADeviceThatIsNotThere_IsRefused()
    {
        Assert.SkipWhen(TorchSharp.torch.cuda.is_available(), "There is a CUDA device here.");
        return AssertRefusedAsync("--device", "cuda", "--dtype", "bf16");
    }

    public void Dispose() => _folder.Dispose();

    private async Task AssertRefusedAsync(params string[] arguments)
    {
        var outcome = await PretrainProgram.RunAsync([.. arguments, "--out", _folder["out"]]);

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        Assert.Empty(outcome.Output);
        Assert.False(Directory.Exists(_folder["out"]));
    }
}
