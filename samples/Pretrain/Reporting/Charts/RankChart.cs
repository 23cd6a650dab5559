using System.Text.RegularExpressions;
using Pretrain.Training;
using ScottPlot;
using ScottPlot.Colormaps;
using ScottPlot.TickGenerators;

namespace Pretrain.Reporting.Charts;

/// <summary>The rank of each projected matrix over the steps, as a heat map: a row for each matrix, the first layer on top.</summary>
internal static partial class RankChart
{
    public static void Draw(Plot plot, RunHistory run)
    {
        ChartStyle.Apply(plot, $"Rank of each matrix ({ChartStyle.NameOf(run.Optimizer)})", "step", "layer and matrix");
        var names = run.Steps[0].Matrices.Select(matrix => matrix.Name).Order(StringComparer.Ordinal).ToList();
        var (rows, columns) = (names.Count, run.Steps.Count);
        var ranks = new double[rows, columns];
        for (var column = 0; column < columns; column++)
        {
            foreach (var matrix in run.Steps[column].Matrices)
            {
                ranks[names.IndexOf(matrix.Name), column] = matrix.Rank;
            }
        }

        var map = plot.Add.Heatmap(ranks);
        map.Colormap = new Viridis();
        map.Rectangle = new CoordinateRect(0.5, columns + 0.5, 0.5, rows + 0.5);
        plot.Grid.IsVisible = false;

        // Row 0 of a heat map is its top row.
        plot.Axes.Left.TickGenerator = new NumericManual(
            [.. names.Select((_, row) => (double)(rows - row))], [.. names.Select(Shorten)]);
        plot.Axes.Left.TickLabelStyle.FontSize = 9;
        plot.Axes.Left.MajorTickStyle.Length = 2;
        for (var row = 1; row < rows; row++)
        {
            if (LayerOf(names[row]) != LayerOf(names[row - 1]))
            {
                plot.Add.HorizontalLine(rows - row + 0.5, width: 1.5f, color: Colors.White);
            }
        }

        var bar = plot.Add.ColorBar(map);
        bar.Label = "rank";
        bar.LabelStyle.FontSize = 13;
        bar.LabelStyle.Bold = false;
        bar.Axis.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true };
        plot.Axes.SetLimits(0.5, columns + 0.5, 0.5, rows + 0.5);
    }

    /// <summary><c>model.layers.0.self_attn.q_proj.weight</c> becomes <c>0 q_proj</c>.</summary>
    internal static string Shorten(string name)
    {
        var parts = name.Split('.');
        return parts.Length > 1 ? $"{LayerOf(name)} {parts[^2]}".TrimStart() : name;
    }

    private static string LayerOf(string name) => LayerNumber().Match(name).Groups[1].Value;

    [GeneratedRegex(@"\.(\d+)\.")]
    private static partial Regex LayerNumber();
}
