using Pretrain.Training;
using ScottPlot;

namespace Pretrain.Reporting.Charts;

/// <summary>Training loss, smoothed, as lines; validation loss as marks.</summary>
internal static class LossChart
{
    private const double Smoothing = 0.9;

    // The first steps fall from 5.5 and would press everything else together.
    private const double Headroom = 1.5;

    public static void Draw(Plot plot, IReadOnlyList<RunHistory> runs)
    {
        ChartStyle.Apply(plot, "Loss: training (line, smoothed) and validation (marks)", "step", "cross-entropy, nats per byte");
        foreach (var run in runs)
        {
            var color = ChartStyle.ColorOf(run.Optimizer);
            var line = plot.Add.ScatterLine(run.Steps.Select(step => (double)step.Step).ToArray(), Smooth(run.Steps), color);
            line.LineWidth = ChartStyle.LineWidth;
            var marks = plot.Add.ScatterPoints(
                run.Validations.Select(validation => (double)validation.Step).ToArray(),
                run.Validations.Select(validation => validation.Loss).ToArray(),
                color);
            marks.MarkerShape = ChartStyle.MarkerOf(run.Optimizer);
            marks.MarkerSize = ChartStyle.MarkerSize;
            marks.LegendText = ChartStyle.NameOf(run.Optimizer);
        }

        var all = runs.SelectMany(run => Smooth(run.Steps).Concat(run.Validations.Select(validation => validation.Loss))).ToList();
        var (lowest, highest) = (all.Min(), all.Max());
        plot.Axes.SetLimits(0, runs.Max(run => run.Steps.Count) * 1.02, lowest - 0.1, Math.Min(highest, lowest + Headroom) + 0.1);
        plot.ShowLegend(Alignment.UpperRight);
    }

    /// <summary>An exponential mean that starts unbiased.</summary>
    private static double[] Smooth(IReadOnlyList<StepRecord> steps)
    {
        var (sum, weight) = (0.0, 0.0);
        return
        [
            .. steps.Select(step =>
            {
                sum = (Smoothing * sum) + step.Loss;
                weight = (Smoothing * weight) + 1;
                return sum / weight;
            }),
        ];
    }
}
