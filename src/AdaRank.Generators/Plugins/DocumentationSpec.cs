using AdaRank.Generators.Text;

namespace AdaRank.Generators.Plugins;

/// <summary>A documentation comment, with references turned to text: they would not resolve in a generated file.</summary>
/// <param name="Summary">The summary as one plain line; empty if there is none.</param>
/// <param name="Sections">The sections as XML, one line each: summary, value, remarks.</param>
internal sealed record DocumentationSpec(string Summary, EquatableArray<string> Sections)
{
    public static readonly DocumentationSpec None = new("", default);
}
