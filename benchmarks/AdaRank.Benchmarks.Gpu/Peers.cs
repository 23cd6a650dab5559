using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace AdaRank.Benchmarks.Gpu;

/// <summary>The same work by PyTorch, in a process of its own, where a Python with PyTorch is there.</summary>
internal static class Peers
{
    /// <summary>Runs the script beside the program; its lines are passed on.</summary>
    /// <param name="model">The model.</param>
    /// <param name="shapes">Its shapes.</param>
    /// <param name="rank">r.</param>
    /// <param name="print">Takes a line of JSON.</param>
    /// <returns>Why there is none; null if it ran.</returns>
    public static string? Run(string model, IEnumerable<LinearShapes> shapes, int rank, Action<string> print)
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "peers.py"), model, rank.ToString(CultureInfo.InvariantCulture),
            .. shapes.Select(static shape => string.Create(CultureInfo.InvariantCulture, $"{shape.Rows}x{shape.Columns}x{shape.Count}")),
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using var process = Process.Start(start) ?? throw new Win32Exception("no process was started");
            var errors = process.StandardError.ReadToEndAsync();
            while (process.StandardOutput.ReadLine() is { } line)
            {
                print(line);
            }

            process.WaitForExit();
            return process.ExitCode == 0 ? null : errors.GetAwaiter().GetResult().Trim().Split('\n')[^1];
        }
        catch (Win32Exception failure)
        {
            return failure.Message;
        }
    }
}
