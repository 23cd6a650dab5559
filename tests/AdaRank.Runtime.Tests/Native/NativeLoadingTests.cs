using System.Security.Cryptography;

namespace AdaRank.Tests.Native;

/// <summary>What a program meets, in processes of their own: loading happens once per process.</summary>
public sealed class NativeLoadingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Program_FirstLineUsesATensor_Runs()
    {
        var report = (await NativeProbe.RunAsync()).Report();

        Assert.Equal("DevelopmentOption", report.LibTorchSource);
        Assert.True(report.AnswersImports);
    }

    [Fact]
    public async Task Program_WithoutGeneratedInitializer_LoadsByUsingTheRuntime()
    {
        var outcome = await NativeProbe.RunAsync(new() { ["PROBE_INITIALIZER"] = "runtime-only" });

        Assert.Equal("DevelopmentOption", outcome.Report().LibTorchSource);
    }

    [Fact]
    public async Task Program_WithItsOwnResolver_RunsAndSaysSo()
    {
        var outcome = await NativeProbe.RunAsync(new() { ["PROBE_INITIALIZER"] = "own-resolver" });

        Assert.False(outcome.Report().AnswersImports);
    }

    [Fact]
    public async Task EmptyCache_FourProcessesAtOnce_AllRunOnOneCopy()
    {
        await SkipUnlessCorrectedAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RunWithCacheAsync()));

        var copy = Assert.Single(outcomes.Select(static outcome => outcome.Report().LoadedShimPath).Distinct());
        Assert.Equal([copy], CachedFiles());
        AssertHoldsWhatItsFolderIsNamedAfter(copy);
    }

    [Fact]
    public async Task CachedCopy_CorruptedWithSameLength_IsReplacedBeforeLoading()
    {
        await SkipUnlessCorrectedAsync();
        var copy = (await RunWithCacheAsync()).Report().LoadedShimPath;
        var damaged = await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken);
        damaged.AsSpan(damaged.Length / 2).Clear();
        await File.WriteAllBytesAsync(copy, damaged, TestContext.Current.CancellationToken);

        var report = (await RunWithCacheAsync()).Report();

        Assert.Equal(copy, report.LoadedShimPath);
        AssertHoldsWhatItsFolderIsNamedAfter(copy);
    }

    [Theory]
    [InlineData("/proc")] // nobody can write there, not even root
    [InlineData(null)]
    public async Task Home_UnwritableOrUnset_RunsFromATemporaryFolderAndLeavesNothing(string? home)
    {
        await SkipUnlessCorrectedAsync();

        var outcome = await NativeProbe.RunAsync(new() { ["HOME"] = home, ["TMPDIR"] = _folder.Path });

        Assert.StartsWith(_folder["adarank-"], outcome.Report().LoadedShimPath, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_folder.Path, "adarank-*"));
    }

    [Fact]
    public async Task Variable_OtherFolderOfLibTorch_IsTaken()
    {
        var own = (await NativeProbe.RunAsync()).Report().LibTorchFolder;
        Directory.CreateSymbolicLink(_folder["other"], own);

        var report = (await NativeProbe.RunAsync(new() { ["ADARANK_LIBTORCH"] = _folder["other"] })).Report();

        Assert.Equal("EnvironmentVariable", report.LibTorchSource);
        Assert.Equal(_folder["other"], report.LibTorchFolder);
    }

    [Fact]
    public async Task Variable_NoLibTorchThere_FailsNamingVariableAndPath()
    {
        var outcome = await NativeProbe.RunAsync(new() { ["ADARANK_LIBTORCH"] = _folder["nowhere"] });

        AssertFailedOnce(outcome, "ADARANK_LIBTORCH", _folder["nowhere"]);
    }

    [Fact]
    public async Task Option_NoLibTorchThere_FailsNamingOptionAndPath()
    {
        var outcome = await NativeProbe.RunWithOptionsAsync(new() { ["AdaRank.LibTorch"] = _folder["nowhere"] });

        AssertFailedOnce(outcome, "AdaRank.LibTorch", _folder["nowhere"]);
    }

    [Fact]
    public async Task Option_OtherFolderOfLibTorch_IsTaken()
    {
        var own = (await NativeProbe.RunAsync()).Report().LibTorchFolder;
        Directory.CreateSymbolicLink(_folder["other"], own);

        var report = (await NativeProbe.RunWithOptionsAsync(new() { ["AdaRank.LibTorch"] = _folder["other"] })).Report();

        Assert.Equal("RuntimeOption", report.LibTorchSource);
        Assert.Equal(_folder["other"], report.LibTorchFolder);
    }

    [Fact]
    public async Task LibTorch_Missing_FailsSayingWhatToInstall()
    {
        var outcome = await NativeProbe.RunWithOptionsAsync(new() { ["AdaRank.LibTorch.Development"] = _folder["gone"] });

        AssertFailedOnce(outcome, _folder["gone"], "libtorch-cpu-", "ADARANK_LIBTORCH", Path.GetDirectoryName(NativeProbe.Assembly)!);
    }

    [Fact]
    public async Task LibTorch_NotALibrary_FailsWithTheErrorOfTheLoader()
    {
        var main = OperatingSystem.IsWindows() ? "torch_cpu.dll" : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so";
        var folder = _folder.WithFile("damaged", main);

        var outcome = await NativeProbe.RunAsync(new() { ["ADARANK_LIBTORCH"] = folder });

        AssertFailedOnce(outcome, "cannot be loaded", Path.Combine(folder, main));
    }

    [Theory]
    [InlineData(null, "PASSIVE")]
    [InlineData("active", "ACTIVE")]
    public async Task OpenMp_WaitPolicy_IsPassiveUnlessTheUserChose(string? chosen, string expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only the libtorch for Linux brings libgomp.");

        var outcome = await NativeProbe.RunAsync(new() { ["OMP_WAIT_POLICY"] = chosen, ["OMP_DISPLAY_ENV"] = "true" });

        Assert.Contains($"OMP_WAIT_POLICY = '{expected}'", outcome.Error, StringComparison.Ordinal);
    }

    private static async Task SkipUnlessCorrectedAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux needs a corrected shim.");
        Assert.SkipUnless((await NativeProbe.RunAsync()).Report().IsCorrected, "The C++ library of this system is new enough: nothing is corrected.");
    }

    private static void AssertFailedOnce(ProcessOutcome outcome, params string[] expected)
    {
        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        Assert.All(expected, text => Assert.Contains(text, outcome.Error, StringComparison.Ordinal));
        Assert.Single(outcome.Error.Split('\n'), static line => line.Contains("AdaRank.Native.TorchNativeException", StringComparison.Ordinal));
    }

    private static void AssertHoldsWhatItsFolderIsNamedAfter(string copy)
        => Assert.Equal(Path.GetFileName(Path.GetDirectoryName(copy)), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(copy))));

    private Task<ProcessOutcome> RunWithCacheAsync() => NativeProbe.RunAsync(new() { ["XDG_CACHE_HOME"] = _folder["cache"] });

    private string[] CachedFiles() => Directory.GetFiles(_folder["cache"], "*", new EnumerationOptions
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.None,
    });
}
