namespace AdaRank.Tests.Native;

/// <summary>A published program carries its libtorch and needs nothing of the machine that built it.</summary>
public sealed class PublishedProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FrameworkDependent_Published_RunsOnTheFilesBesideIt()
    {
        await NativeProbe.PublishAsync(_folder["app"], "--no-build");

        AssertRunsOnItsOwnFiles(await RunAsync());
        Assert.DoesNotContain("AdaRank.LibTorch", await File.ReadAllTextAsync(
            _folder["app", "AdaRank.NativeProbe.runtimeconfig.json"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FrameworkDependent_VariableNamesAnotherLibTorch_OnlyThatOneIsInTheProcess()
    {
        var other = (await NativeProbe.RunAsync()).Report().LibTorchFolder;
        await NativeProbe.PublishAsync(_folder["app"], "--no-build");

        var report = (await RunAsync(other)).Report();

        Assert.Equal("EnvironmentVariable", report.LibTorchSource);
        Assert.DoesNotContain(report.MappedLibraries, path => path.StartsWith(_folder["app"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task LibTorchWhereTorchSharpLooks_VariableNamesAnother_IsRefused()
    {
        var other = (await NativeProbe.RunAsync()).Report().LibTorchFolder;
        await NativeProbe.PublishAsync(_folder["app"], "--no-build");
        var main = Directory.GetFiles(_folder["app", "libtorch"], "*torch_cpu.*").Single();
        var own = _folder["app", Path.GetFileName(main)];
        File.Move(main, own);

        var outcome = await RunAsync(other);

        Assert.NotEqual(0, outcome.ExitCode);
        Assert.All(["ADARANK_LIBTORCH", other, own], text => Assert.Contains(text, outcome.Error, StringComparison.Ordinal));
    }

    // Builds everything again, for a runtime that is downloaded: half a minute, and no use offline.
    [Theory(Explicit = true)]
    [InlineData("false")]
    [InlineData("true")]
    public async Task SelfContained_Published_RunsOnTheFilesBesideIt(string singleFile)
    {
        await NativeProbe.PublishAsync(
            _folder["app"], "--self-contained", "--use-current-runtime", "-p:PublishSingleFile=" + singleFile, "--artifacts-path", _folder["artifacts"]);

        AssertRunsOnItsOwnFiles(await RunAsync());
    }

    // No home, so nothing can come out of a package folder below it.
    private Task<ProcessOutcome> RunAsync(string? libTorch = null)
        => NativeProbe.StartAsync(_folder["app", "AdaRank.NativeProbe"], [], new()
        {
            ["HOME"] = _folder["home"],
            ["USERPROFILE"] = _folder["home"],
            ["NUGET_PACKAGES"] = _folder["packages"],
            ["ADARANK_LIBTORCH"] = libTorch,
        });

    private void AssertRunsOnItsOwnFiles(ProcessOutcome outcome)
    {
        var report = outcome.Report();
        Assert.Equal("Application", report.LibTorchSource);
        Assert.Equal(_folder["app", "libtorch"], report.LibTorchFolder);
        Assert.StartsWith(_folder["app"], report.ShimPath, StringComparison.Ordinal);
        Assert.All(report.MappedLibraries, path => Assert.StartsWith(_folder["app"], path, StringComparison.Ordinal));
    }
}
