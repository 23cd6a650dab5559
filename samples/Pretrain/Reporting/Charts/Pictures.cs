using AdaRank.Composition;
using Pretrain.Training;
using ScottPlot;
using SkiaSharp;

namespace Pretrain.Reporting.Charts;

/// <summary>All pictures of a job.</summary>
internal static class Pictures
{
    private const int Width = 860;
    private const int Height = 520;
    private const int Margin = 10;

    // PNG files have twice as many pixels as the layout, for screens that have them too.
    private const int Sharpness = 2;

    /// <summary>Draws what there is to draw: a run without a step, or without AdaRankGrad, leaves pictures out.</summary>
    /// <param name="runs">The runs.</param>
    /// <returns>File names and contents.</returns>
    public static IEnumerable<(string Name, byte[] Content)> Draw(IReadOnlyList<RunHistory> runs)
    {
        EmbeddedFont.Use();
        var charts = Charts(runs);
        foreach (var (name, draw) in charts.Where(chart => chart.Name is not "perplexity"))
        {
            yield return ($"{name}.png", ToPng([draw], columns: 1));
        }

        if (charts.Count > 0)
        {
            yield return ("overview.png", ToPng([.. charts.Select(chart => chart.Draw)], columns: 2));
        }
    }

    private static List<(string Name, Action<Plot> Draw)> Charts(IReadOnlyList<RunHistory> runs)
    {
        var trained = runs.Where(run => run.Steps.Count > 0).ToList();
        var measured = trained.Where(run => run.Validations.Count > 0).ToList();
        var adaptive = trained.Find(run => run.Optimizer == Profiles.AdaRankGrad);
        List<(string, Action<Plot>)> charts = [];
        if (trained.Count > 0)
        {
            charts.Add(("loss", plot => LossChart.Draw(plot, trained)));
            charts.Add(("state", plot => StateChart.Draw(plot, trained)));
        }

        if (adaptive is not null)
        {
            charts.Add(("ranks", plot => RankChart.Draw(plot, adaptive)));
        }

        if (measured.Count > 0)
        {
            charts.Add(("perplexity", plot => PerplexityChart.Draw(plot, measured)));
        }

        return charts;
    }

    /// <summary>Charts in a grid, row by row.</summary>
    private static byte[] ToPng(IReadOnlyList<Action<Plot>> charts, int columns)
    {
        var rows = (charts.Count + columns - 1) / columns;
        using var surface = SKSurface.Create(new SKImageInfo(columns * Width * Sharpness, rows * Height * Sharpness));
        surface.Canvas.Clear(SKColors.White);
        for (var index = 0; index < charts.Count; index++)
        {
            var (left, top) = ((index % columns * Width) + Margin, (index / columns * Height) + Margin);
            using var chart = ToImage(charts[index]);
            surface.Canvas.DrawImage(chart, left * Sharpness, top * Sharpness);
        }

        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }

    private static SKImage ToImage(Action<Plot> draw)
    {
        using var plot = new Plot { ScaleFactor = Sharpness };
        draw(plot);
        return SKImage.FromEncodedData(
            plot.GetImageBytes((Width - (2 * Margin)) * Sharpness, (Height - (2 * Margin)) * Sharpness, ImageFormat.Png));
    }
}
