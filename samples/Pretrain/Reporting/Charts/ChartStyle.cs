using AdaRank.Composition;
using ScottPlot;

namespace Pretrain.Reporting.Charts;

/// <summary>What all charts have in common.</summary>
internal static class ChartStyle
{
    public const float LineWidth = 2;
    public const float MarkerSize = 8;

    private static readonly Color Ink = Color.FromHex("#303030");
    private static readonly Color GridLine = Color.FromHex("#E4E4E4");

    /// <summary>Title, axis labels with units, and quiet lines.</summary>
    public static void Apply(Plot plot, string title, string x, string y)
    {
        plot.Title(title, size: 15);
        plot.XLabel(x, size: 13);
        plot.YLabel(y, size: 13);
        plot.Axes.Bottom.Label.Bold = plot.Axes.Left.Label.Bold = false;
        plot.Axes.Color(Ink);
        plot.Grid.MajorLineColor = GridLine;
        plot.Axes.Top.FrameLineStyle.Width = plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.FontSize = 12;
        plot.Legend.TightHorizontalWrapping = true;
    }

    /// <summary>Okabe and Ito's colours, which colour-blind readers can tell apart.</summary>
    public static Color ColorOf(string optimizer) => Color.FromHex(optimizer switch
    {
        Profiles.AdaRankGrad => "#D55E00",
        Profiles.AdamW => "#0072B2",
        _ => "#009E73",
    });

    /// <summary>Shapes tell the optimizers apart where colours do not, as in print.</summary>
    public static MarkerShape MarkerOf(string optimizer) => optimizer switch
    {
        Profiles.AdaRankGrad => MarkerShape.FilledCircle,
        Profiles.AdamW => MarkerShape.FilledSquare,
        _ => MarkerShape.FilledTriangleUp,
    };

    public static string NameOf(string optimizer) => optimizer switch
    {
        Profiles.AdaRankGrad => "AdaRankGrad",
        Profiles.AdamW => "AdamW",
        Profiles.GaLore => "GaLore",
        _ => optimizer,
    };
}
