using System.Globalization;
using Pretrain.Training;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Pretrain.Reporting.Charts;

/// <summary>The perplexity that each optimizer reached, as bars.</summary>
internal static class PerplexityChart
{
    private const double RoomForLabels = 1.12;

    public static void Draw(Plot plot, IReadOnlyList<RunHistory> runs)
    {
        ChartStyle.Apply(plot, "Validation perplexity at the end (lower is better)", string.Empty, "perplexity per byte");
        for (var index = 0; index < runs.Count; index++)
        {
            var perplexity = runs[index].Validations[^1].Perplexity;
            var bar = plot.Add.Bar(index, perplexity).Bars[0];
            bar.FillColor = ChartStyle.ColorOf(runs[index].Optimizer);
            bar.LineWidth = 0;
            bar.Size = 0.6;
            bar.Label = perplexity.ToString("0.000", CultureInfo.InvariantCulture);
        }

        plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. runs.Select((_, index) => (double)index)], [.. runs.Select(run => ChartStyle.NameOf(run.Optimizer))]);
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        plot.Axes.Bottom.TickLabelStyle.FontSize = 13;
        plot.Axes.SetLimits(-0.7, runs.Count - 0.3, 0, runs.Max(run => run.Validations[^1].Perplexity) * RoomForLabels);
    }
}
