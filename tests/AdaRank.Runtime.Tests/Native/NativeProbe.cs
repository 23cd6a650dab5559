using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;

namespace AdaRank.Tests.Native;

/// <summary>The program tests/AdaRank.NativeProbe, run as a process with a chosen environment.</summary>
internal static class NativeProbe
{
    /// <summary>Variables by which the machine that runs the tests could change what they see.</summary>
    private static readonly string[] Removed =
        ["ADARANK_LIBTORCH", "XDG_CACHE_HOME", "OMP_WAIT_POLICY", "OMP_DISPLAY_ENV", "LD_LIBRARY_PATH", "PROBE_INITIALIZER"];

    /// <summary>A program that takes longer hangs: it is ended, and its test fails. Publishing takes the longest.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(5);

    /// <summary>The assembly of the program, as built.</summary>
    public static string Assembly { get; } = Metadata("NativeProbe");

    /// <summary>Runs the program as built.</summary>
    /// <param name="environment">Variables to set, or with null to remove.</param>
    public static Task<ProcessOutcome> RunAsync(Dictionary<string, string?>? environment = null)
        => StartAsync("dotnet", ["exec", Assembly], environment);

    /// <summary>Runs the program as built, with other runtime options than the build gave it.</summary>
    /// <param name="options">Options to set, or with null to remove.</param>
    public static async Task<ProcessOutcome> RunWithOptionsAsync(Dictionary<string, string?> options)
    {
        using var folder = new TemporaryFolder();
        var config = JsonNode.Parse(await File.ReadAllTextAsync(
            Path.ChangeExtension(Assembly, ".runtimeconfig.json"), TestContext.Current.CancellationToken))!;
        var properties = config["runtimeOptions"]!["configProperties"]!.AsObject();
        foreach (var (name, value) in options)
        {
            properties.Remove(name);
            if (value is not null)
            {
                properties[name] = value;
            }
        }

        await File.WriteAllTextAsync(folder["changed.json"], config.ToJsonString(), TestContext.Current.CancellationToken);
        return await StartAsync("dotnet", ["exec", "--runtimeconfig", folder["changed.json"], Assembly]);
    }

    /// <summary>Publishes the program.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="arguments">Further arguments of <c>dotnet publish</c>.</param>
    public static async Task PublishAsync(string folder, params string[] arguments)
    {
        // Links, since libtorch is half a gigabyte; the folder is thrown away unchanged.
        var outcome = await StartAsync("dotnet",
        [
            "publish", Metadata("NativeProbeProject"), "-c", Metadata("Configuration"), "-o", folder,
            "-p:CreateHardLinksForPublishFilesIfPossible=true", "-nodeReuse:false", .. arguments,
        ]);
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
    }

    /// <summary>Evaluates the project of the program, without building or restoring anything.</summary>
    /// <param name="arguments">Arguments of <c>dotnet msbuild</c>.</param>
    public static Task<ProcessOutcome> EvaluateAsync(params string[] arguments)
        => StartAsync("dotnet", ["msbuild", Metadata("NativeProbeProject"), "-nologo", "-nodeReuse:false", .. arguments]);

    /// <summary>Runs a program to its end.</summary>
    public static async Task<ProcessOutcome> StartAsync(
        string program, IEnumerable<string> arguments, Dictionary<string, string?>? environment = null)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Path.GetTempPath(),
            },
        };

        // What the test run's own build left behind would lead a build started from here astray.
        var variables = process.StartInfo.Environment;
        foreach (var name in Removed.Concat(variables.Keys.Where(static key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList()))
        {
            variables.Remove(name);
        }

        foreach (var (name, value) in environment ?? [])
        {
            variables[name] = value;
        }

        process.Start();
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            timeout.CancelAfter(LongestRun);
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var error = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return new ProcessOutcome(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string Metadata(string key)
        => typeof(NativeProbe).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == key).Value!;
}
