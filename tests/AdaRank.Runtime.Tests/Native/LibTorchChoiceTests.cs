using System.Text.Json.Nodes;

namespace AdaRank.Tests.Native;

/// <summary>The build property <c>AdaRankLibTorch</c>.</summary>
public sealed class LibTorchChoiceTests
{
    [Theory]
    [InlineData("cpu", "linux-x64", "libtorch-cpu-linux-x64")]
    [InlineData("cpu", "win-x64", "libtorch-cpu-win-x64")]
    [InlineData("cpu", "osx-arm64", "libtorch-cpu-osx-arm64")]
    [InlineData("cuda-linux", "linux-x64", "TorchSharp-cuda-linux")]
    [InlineData("cuda-windows", "win-x64", "TorchSharp-cuda-windows")]
    [InlineData("none", "linux-x64", null)]
    public async Task Choice_KnownValue_ReferencesThatPackageOnly(string choice, string system, string? expected)
    {
        var outcome = await NativeProbe.EvaluateAsync(
            "-getItem:PackageReference", "-p:AdaRankLibTorch=" + choice, "-p:RuntimeIdentifier=" + system);

        var packages = JsonNode.Parse(outcome.Output)!["Items"]!["PackageReference"]!.AsArray()
            .Select(static item => (string)item!["Identity"]!)
            .Where(static name => name.Contains("torch", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(expected is null ? [] : [expected], packages);
    }

    [Theory]
    [InlineData("gpu", "linux-x64", "ADRB001")]
    [InlineData("CPU", "linux-x64", "ADRB001")]
    [InlineData("cpu", "linux-arm64", "ADRB002")]
    public async Task Choice_NoSuchLibTorch_FailsTheBuild(string choice, string system, string code)
    {
        var outcome = await NativeProbe.EvaluateAsync(
            "-t:CheckAdaRankLibTorch", "-p:AdaRankLibTorch=" + choice, "-p:RuntimeIdentifier=" + system);

        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Contains(code, outcome.Output, StringComparison.Ordinal);
        Assert.Contains("AdaRankLibTorch", outcome.Output, StringComparison.Ordinal);
    }
}
