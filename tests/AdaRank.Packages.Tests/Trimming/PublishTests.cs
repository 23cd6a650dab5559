using AdaRank.Packages.Tests.Building;
using AdaRank.Packages.Tests.Samples;

namespace AdaRank.Packages.Tests.Trimming;

/// <summary>The generated wiring, in the program of the custom-plugin sample, without what trimming takes away.</summary>
public sealed class PublishTests(PackedPackages packages)
{
    [Fact]
    public async Task Trimmed_GeneratedWiring_PublishesWithoutWarningsAndRuns()
    {
        var warnings = await PublishAndRunAsync("trimmed", "-p:PublishTrimmed=true");

        // Those of TorchSharp, which prove that the linker looked and told.
        Assert.Contains(warnings, static warning => warning.Text.Contains("TorchSharp.", StringComparison.Ordinal));
        Assert.DoesNotContain(warnings, static warning => warning.IsOurs);
    }

    [Fact]
    public async Task NativeAot_GeneratedWiring_PublishesWithoutWarningsAndRuns()
    {
        var linker = new[] { "clang", "gcc" }.FirstOrDefault(IsInstalled);
        Assert.SkipWhen(linker is null, "Native AOT needs clang or gcc to link, and neither is on the path.");

        var warnings = await PublishAndRunAsync("native", "-p:PublishAot=true", $"-p:CppCompilerAndLinker={linker}");

        Assert.Contains(warnings, static warning => warning.Text.Contains("TorchSharp.", StringComparison.Ordinal));
        Assert.DoesNotContain(warnings, static warning => warning.IsOurs);
    }

    private async Task<IReadOnlyList<PublishWarning>> PublishAndRunAsync(string name, params string[] how)
    {
        var folder = await CustomPluginSample.CopyAsync(packages, name);
        var published = Path.Combine(folder, "published");

        var output = await DotnetCommand.SucceedAsync(
            folder,
            [
                "publish", "App", "-c", "Release", "-o", published, "--use-current-runtime", $"-p:AdaRankVersion={PackedPackages.Version}",
                "-p:TrimmerSingleWarn=false", "-p:TreatWarningsAsErrors=false", "-p:AdaRankLibTorchInPlace=true",
                "-p:CreateHardLinksForPublishFilesIfPossible=true", .. how,
            ]);
        var program = Path.Combine(published, OperatingSystem.IsWindows() ? "CustomPluginApp.exe" : "CustomPluginApp");
        var (exitCode, printed) = await DotnetCommand.RunAsync(folder, program);

        Assert.True(exitCode == 0, printed);
        Assert.Contains("step 100: loss", printed, StringComparison.Ordinal);
        return PublishWarning.Read(output);
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
