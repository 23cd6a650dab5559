using System.Globalization;
using System.Text;
using AdaRank.Composition;
using Pretrain.Training;
using Spectre.Console;

namespace Pretrain.Reporting;

/// <summary>The comparison as a table: a column for each optimizer.</summary>
internal static class SummaryTable
{
    private const int RedirectedWidth = 120;

    public static void Print(Summary summary)
    {
        // A file or a pipe has no width, and 80 columns would break the table.
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = RedirectedWidth;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumn(string.Empty);
        foreach (var run in summary.Runs)
        {
            table.AddColumn(new TableColumn($"[bold]{Markup.Escape(run.Optimizer)}[/]").RightAligned());
        }

        foreach (var (label, cells) in Rows(summary.Runs))
        {
            table.AddRow([Markup.Escape(label), .. cells.Select(Markup.Escape)]);
        }

        AnsiConsole.WriteLine();
        AnsiConsole.Write(table);
        Console.WriteLine(summary.Comparison);
    }

    public static string ToMarkdown(Summary summary)
    {
        var text = new StringBuilder();
        text.Append("| |").AppendJoin('|', summary.Runs.Select(run => $" {run.Optimizer} ")).Append("|\n");
        text.Append("|---|").AppendJoin('|', summary.Runs.Select(_ => "---:")).Append("|\n");
        foreach (var (label, cells) in Rows(summary.Runs))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {label} | {string.Join(" | ", cells)} |\n");
        }

        var (header, settings) = (summary.Header, summary.Header.Settings);
        text.Append(CultureInfo.InvariantCulture, $"\n{summary.Comparison}\n\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"A byte-level LLaMA of {header.Model.Parameters:N0} parameters, {settings.Steps} steps of {settings.Batch} x {settings.Context} bytes, ");
        text.Append(
            CultureInfo.InvariantCulture,
            $"seed {settings.Seed}, {settings.Threads} threads, ranks {settings.LowestRank} to {settings.HighestRank}, tolerance {settings.Tolerance}. ");
        text.Append(
            CultureInfo.InvariantCulture,
            $"Text: {header.Text.Source}; the last {100 * header.Text.ValidationShare:0} % of each book are for validation. ");
        text.Append("Perplexity is per byte. State is the optimizer's, in KiB of 1,024 bytes as allocated; ");
        text.Append("the projected layers are the attention and MLP matrices, which AdamW trains at full rank.\n");
        return text.ToString();
    }

    internal static IEnumerable<(string Label, IReadOnlyList<string> Cells)> Rows(IReadOnlyList<RunSummary> runs)
    {
        var adamW = runs.FirstOrDefault(run => run.Optimizer == Profiles.AdamW)?.ValidationPerplexity;
        yield return Row("Validation perplexity", run => Number(run.ValidationPerplexity, "0.000"));
        yield return Row(
            "- relative to AdamW",
            run => run.ValidationPerplexity is { } own && adamW is { } reference ? Comparison.Difference(own, reference) : "-");
        yield return Row("State of projected layers, end, KiB", run => KiB(run.Projectable.End.Allocated));
        yield return Row("- by formula", run => KiB(run.Projectable.End.Analytic));
        yield return Row("- average over the run", run => KiB(run.Projectable.Average.Allocated));
        yield return Row("- peak", run => KiB(run.Projectable.Peak.Allocated));
        yield return Row("State of all parameters, end, KiB", run => KiB(run.Total.End.Allocated));
        yield return Row("- by formula", run => KiB(run.Total.End.Analytic));
        yield return Row("- average over the run", run => KiB(run.Total.Average.Allocated));
        yield return Row("- peak", run => KiB(run.Total.Peak.Allocated));
        yield return Row("Mean rank, first -> last step", DescribeRank);
        yield return Row("Subspace refreshes", run => Number(run.Refreshes, "N0"));
        yield return Row("Median step, ms", run => Number(1000 * run.MedianStepSeconds, "0.0"));
        yield return Row("Tokens per second", run => Number(run.TokensPerSecond, "N0"));
        yield return Row("Steps", DescribeSteps);
        yield return Row("Time with validation, s", run => Number(run.ElapsedSeconds, "0.0"));

        (string Label, IReadOnlyList<string> Cells) Row(string label, Func<RunSummary, string> cell) =>
            (label, [.. runs.Select(cell)]);
    }

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";

    private static string KiB(long bytes) => Number(bytes / 1024.0, "N1");

    private static string DescribeRank(RunSummary run) => run.LastMeanRank is null
        ? "full"
        : $"{Number(run.FirstMeanRank, "0.0")} -> {Number(run.LastMeanRank, "0.0")}";

    private static string DescribeSteps(RunSummary run) => run.Outcome switch
    {
        RunOutcome.Interrupted => $"{Number(run.Steps, "N0")}, stopped",
        RunOutcome.Diverged => $"{Number(run.Steps, "N0")}, diverged",
        _ => Number(run.Steps, "N0"),
    };
}
