using Pretrain.Training;
using ScottPlot;

namespace Pretrain.Reporting.Charts;

/// <summary>Optimizer state of the matrices that can be projected, over the steps.</summary>
internal static class StateChart
{
    private const double BytesPerMiB = 1024 * 1024;
    private const double RoomForLegend = 1.18;

    public static void Draw(Plot plot, IReadOnlyList<RunHistory> runs)
    {
        ChartStyle.Apply(plot, "Optimizer state of the attention and MLP matrices", "step", "state as allocated, MiB");
        foreach (var run in runs)
        {
            var line = plot.Add.ScatterLine(
                run.Steps.Select(step => (double)step.Step).ToArray(),
                run.Steps.Select(step => step.Projectable.Allocated / BytesPerMiB).ToArray(),
                ChartStyle.ColorOf(run.Optimizer));
            line.ConnectStyle = ConnectStyle.StepHorizontal;
            line.LineWidth = ChartStyle.LineWidth;
            line.LegendText = ChartStyle.NameOf(run.Optimizer);
        }

        var highest = runs.Max(run => run.Steps.Max(step => step.Projectable.Allocated)) / BytesPerMiB;
        plot.Axes.SetLimits(0, runs.Max(run => run.Steps.Count) * 1.02, 0, highest * RoomForLegend);
        plot.ShowLegend(Alignment.UpperCenter, Orientation.Horizontal);
    }
}
