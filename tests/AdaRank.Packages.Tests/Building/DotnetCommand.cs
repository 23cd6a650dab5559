using System.Diagnostics;

namespace AdaRank.Packages.Tests.Building;

/// <summary>Runs dotnet, and programs that it built, as a user would in a terminal.</summary>
internal static class DotnetCommand
{
    /// <summary>Variables by which the machine that runs the tests could change what they see.</summary>
    private static readonly string[] Removed =
    [
        "ADARANK_LIBTORCH", "LD_LIBRARY_PATH", "OMP_WAIT_POLICY", "NUGET_PACKAGES", "RestorePackagesPath", "CI",
        "DOTNET_HOST_PATH", "TESTINGPLATFORM_DOTNETTEST_EXECUTIONID",
    ];

    /// <summary>A command that takes longer hangs: it is ended, and its test fails.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(5);

    /// <summary>Runs a command of the SDK that must succeed.</summary>
    /// <param name="folder">The current folder of the command.</param>
    /// <param name="arguments">The command and its arguments.</param>
    /// <returns>What it wrote to both outputs.</returns>
    public static async Task<string> SucceedAsync(string folder, params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(folder, "dotnet", arguments);
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
        return output;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="folder">The current folder of the program.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>How it ended, and what it wrote to both outputs.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };

        // What the build of the test run left behind would lead a build started from here astray.
        var variables = process.StartInfo.Environment;
        foreach (var name in Removed.Concat(variables.Keys.Where(static key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))).ToList())
        {
            variables.Remove(name);
        }

        // A build's helpers would outlive it and hold the other ends of the pipes.
        variables["MSBUILDDISABLENODEREUSE"] = "1";
        variables["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        variables["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        variables["DOTNET_NOLOGO"] = "1";
        variables["DOTNET_CLI_UI_LANGUAGE"] = "en";

        process.Start();
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            timeout.CancelAfter(LongestRun);
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var error = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
