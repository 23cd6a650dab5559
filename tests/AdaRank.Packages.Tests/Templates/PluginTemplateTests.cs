using AdaRank.Packages.Tests.Building;

namespace AdaRank.Packages.Tests.Templates;

[Collection<WithTemplates>]
public sealed class PluginTemplateTests(PackedPackages packages, TemplateHive templates)
{
    [Theory]
    [InlineData("rank", "RankPolicy", "AllGroups(group => group.Rank(\"fast-ranks\"))")]
    [InlineData("rank-filter", "RankFilter", "AllGroups(group => group.RankFilter(\"fast-ranks\"))")]
    [InlineData("refresh", "Trigger", "AllGroups(group => group.Refresh(\"fast-ranks\"))")]
    [InlineData("basis", "Updater", "AllGroups(group => group.Basis(\"fast-ranks\"))")]
    [InlineData("transport", "Transport", "AllGroups(group => group.Transport(\"fast-ranks\"))")]
    [InlineData("step", "Step", "AllGroups(group => group.Step(\"fast-ranks\"))")]
    [InlineData("full-rank-step", "FullRankStep", "FullRankStep(\"fast-ranks\")")]
    [InlineData("gradient-transform", "Transform", "GradientTransform(\"fast-ranks\")")]
    [InlineData("observer", "Observer", "Observe(\"fast-ranks\")")]
    public async Task Plugin_OfSlot_BuildsWithoutWarningsAndPassesItsContract(string slot, string suffix, string call)
    {
        var folder = packages.NewFolder($"plugin-{slot}");

        await templates.NewAsync(folder, "adarank-plugin", "-n", "Acme.FastRanks", "--slot", slot);
        var project = Path.Combine(folder, "Acme.FastRanks");
        await DotnetCommand.SucceedAsync(project, "build", "-c", "Release", "-warnaserror");
        var output = await DotnetCommand.SucceedAsync(project, "test", "-c", "Release", "--no-build");

        Assert.Contains("[Plugin(\"fast-ranks\")]", File.ReadAllText(Path.Combine(project, "Acme.FastRanks", $"FastRanks{suffix}.cs")), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(project, "Acme.FastRanks"), "*.cs"));
        Assert.Contains($"    .{call});", File.ReadAllText(Path.Combine(project, "README.md")), StringComparison.Ordinal);
        Assert.Contains("failed: 0", output, StringComparison.Ordinal);
        Assert.DoesNotContain("total: 0", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plugin_Packed_NeedsOnlyTheContracts()
    {
        var folder = packages.NewFolder("plugin-packed");
        await templates.NewAsync(folder, "adarank-plugin", "-n", "Acme.FastRanks");

        await DotnetCommand.SucceedAsync(Path.Combine(folder, "Acme.FastRanks"), "pack", "Acme.FastRanks", "-o", folder);

        using var package = System.IO.Compression.ZipFile.OpenRead(Path.Combine(folder, "Acme.FastRanks.0.1.0.nupkg"));
        var dependency = Assert.Single(Contents.PackedProject.Describe(package).Dependencies);
        Assert.Equal("AdaRank.Abstractions", dependency.Id);
    }
}
