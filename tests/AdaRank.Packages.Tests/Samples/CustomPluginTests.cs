using System.Globalization;
using System.Text.RegularExpressions;
using AdaRank.Packages.Tests.Building;

namespace AdaRank.Packages.Tests.Samples;

public sealed partial class CustomPluginTests(PackedPackages packages)
{
    [Fact]
    public async Task App_OwnPolicyAndUpdaterFromPackage_TrainsWithThem()
    {
        var folder = await CustomPluginSample.CopyAsync(packages, "custom-plugin");

        var output = await DotnetCommand.SucceedAsync(
            folder, "run", "--project", "App", "-c", "Release", $"-p:AdaRankVersion={PackedPackages.Version}");

        var steps = Step().Matches(output);
        var losses = steps.Select(static step => double.Parse(step.Groups["loss"].Value, CultureInfo.InvariantCulture)).ToList();
        var ranks = steps.Select(static step => int.Parse(step.Groups["rank"].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(3, steps.Count);
        Assert.True(losses[^1] < 0.5 * losses[0], output);
        Assert.All(ranks, static rank => Assert.InRange(rank, 1, 16));
    }

    [Fact]
    public void Plugin_Sources_AreUnderSixtyLines()
    {
        var lines = Directory.GetFiles(Path.Combine(CustomPluginSample.Source, "Plugin"), "*.cs")
            .SelectMany(File.ReadLines)
            .Count(static line => line.Trim() is { Length: > 0 } text && !text.StartsWith("//", StringComparison.Ordinal));

        Assert.InRange(lines, 1, 59);
    }

    [GeneratedRegex(@"step \d+: loss (?<loss>[\d.]+), rank (?<rank>\d+)")]
    private static partial Regex Step();
}
