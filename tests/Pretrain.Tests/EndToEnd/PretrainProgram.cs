using System.Diagnostics;
using System.Reflection;

namespace Pretrain.Tests.EndToEnd;

/// <summary>The sample, run as a process on tiny settings.</summary>
internal static class PretrainProgram
{
    /// <summary>Settings of a run that takes about a second for each optimizer.</summary>
    public static IReadOnlyList<string> Tiny(int steps = 6) =>
        ["--steps", $"{steps}", "--batch", "2", "--context", "32", "--threads", "1", "--highest-rank", "8"];

    private static readonly string Assembly = typeof(PretrainProgram).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "PretrainProgram").Value!;

    /// <summary>A run that takes longer hangs: it is ended, and its test fails.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(2);

    /// <summary>
    /// A program started in the background of a script inherits that Ctrl-C is ignored, and so does what it starts: CI
    /// may do that, and the sample would rightly never stop.
    /// </summary>
    private static readonly string[] Command =
        OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];

    /// <summary>Runs the sample to its end.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="onLine">Told each line of the standard output and the process.</param>
    public static async Task<Outcome> RunAsync(IEnumerable<string> arguments, Action<Process, string>? onLine = null)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(Command[0], [.. Command[1..], "exec", Assembly, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Path.GetTempPath(),
            },
        };
        process.Start();
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            timeout.CancelAfter(LongestRun);
            var stop = timeout.Token;
            var error = process.StandardError.ReadToEndAsync(stop);
            var output = new List<string>();
            while (await process.StandardOutput.ReadLineAsync(stop) is { } line)
            {
                output.Add(line);
                onLine?.Invoke(process, line);
            }

            await process.WaitForExitAsync(stop);
            return new Outcome(process.ExitCode, string.Join('\n', output), await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>How the process ended.</summary>
    internal sealed record Outcome(int ExitCode, string Output, string Error);
}
