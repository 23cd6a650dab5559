using System.Text.Json;

namespace AdaRank.Tests.Native;

/// <summary>How a process ended.</summary>
internal sealed record ProcessOutcome(int ExitCode, string Output, string Error)
{
    /// <summary>The report of a probe that ran to its end.</summary>
    public ProbeReport Report()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
        var report = JsonSerializer.Deserialize<ProbeReport>(Output)!;
        Assert.Equal(12, report.Sum);
        return report;
    }
}
