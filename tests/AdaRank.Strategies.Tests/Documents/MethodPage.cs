using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace AdaRank.Strategies.Tests.Documents;

/// <summary>A page of docs/methods, with what of it a test can compute.</summary>
internal sealed partial class MethodPage
{
    private readonly IReadOnlyList<string[]> _rows;

    private MethodPage(string name, string text)
    {
        (Name, Text) = (name, text);
        _rows = [.. text.Split('\n').Where(line => line.StartsWith('|')).Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))];
    }

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "methods");

    public string Name { get; }

    public string Text { get; }

    /// <summary>The values at which the page evaluates its formulas: the header of their column.</summary>
    public IReadOnlyDictionary<string, double> Values => _rows
        .Select(row => Assignment().Matches(row[^1]))
        .First(found => found.Count >= 2)
        .ToDictionary(match => match.Groups[1].Value, match => double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), StringComparer.Ordinal);

    /// <summary>Every block of configuration.</summary>
    public IReadOnlyList<string> Configurations => [.. JsonBlock().Matches(Text).Select(match => match.Groups[1].Value)];

    public static MethodPage Read(string name) =>
        new(name, File.ReadAllText(Path.Combine(Folder, name + ".md"), Encoding.UTF8).ReplaceLineEndings("\n"));

    /// <summary>The section of a block that an application binds.</summary>
    public static IConfigurationSection SectionOf(string block) => new ConfigurationBuilder()
        .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(block)))
        .Build()
        .GetSection("AdaRank");

    /// <summary>The cells of the row that begins with a text.</summary>
    public string[] Row(string start) => Assert.Single(_rows, row => row[0] == start);

    public bool HasRow(string start) => _rows.Any(row => row[0] == start);

    /// <summary>What the formula of a row gives at the page's values.</summary>
    /// <param name="start">The row's first cell.</param>
    /// <param name="width">k, the columns of a sketch, which the header leaves out.</param>
    public double Evaluate(string start, int width = 0) => Formula.Evaluate(
        Row(start)[1], new Dictionary<string, double>(Values, StringComparer.Ordinal)
        {
            ["m"] = Values["L"],
            ["n"] = Values["d"],
            ["k"] = width,
        });

    /// <summary>Bytes as the pages print them.</summary>
    public static string Megabytes(double bytes) =>
        (bytes / 1e6).ToString(bytes < 1e5 ? "F3" : "F2", CultureInfo.InvariantCulture) + " MB";

    /// <summary>Operations as the pages print them: three digits.</summary>
    public static string Operations(double operations)
    {
        var giga = operations / 1e9;
        var digits = giga switch { < 0.01 => "F4", < 1 => "F3", < 10 => "F2", _ => "F1" };
        return giga.ToString(digits, CultureInfo.InvariantCulture) + " GFLOP";
    }

    [GeneratedRegex(@"(\w) = (\d+)")]
    private static partial Regex Assignment();

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
