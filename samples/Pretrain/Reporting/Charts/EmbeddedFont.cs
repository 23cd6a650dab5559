using ScottPlot;
using SkiaSharp;

namespace Pretrain.Reporting.Charts;

/// <summary>The font of the pictures. It comes with the sample, since a container may have none at all.</summary>
internal sealed class EmbeddedFont : IFontResolver
{
    private const string Family = "DejaVu Sans";

    private EmbeddedFont()
    {
    }

    /// <summary>Makes it the font of every picture.</summary>
    public static void Use()
    {
        if (!Fonts.FontResolvers.Exists(resolver => resolver is EmbeddedFont))
        {
            Fonts.FontResolvers.Insert(0, new EmbeddedFont());
            Fonts.Default = Fonts.Sans = Family;
        }
    }

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        fontName is Family ? Read(bold ? "DejaVuSans-Bold.ttf" : "DejaVuSans.ttf") : null;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        CreateTypeface(fontName, weight >= FontWeight.SemiBold, italic: false);

    private static SKTypeface Read(string resource) =>
        SKTypeface.FromStream(typeof(EmbeddedFont).Assembly.GetManifestResourceStream(resource)!);
}
